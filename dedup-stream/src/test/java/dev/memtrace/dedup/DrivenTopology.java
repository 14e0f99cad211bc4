package dev.memtrace.dedup;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** The whole topology without a broker, on a clock that tests turn. */
final class DrivenTopology implements AutoCloseable {
    private final Topics topics = new Topics("t");
    private final TopologyTestDriver driver;

    private DrivenTopology(Path folder, boolean enabled, Duration window, Instant start) {
        var config =
                new DedupConfig(
                        new KafkaConfig("unused:9092", topics, 1, 1, 1, 1),
                        enabled,
                        window,
                        Duration.ofMillis(20),
                        1,
                        folder,
                        "dedup-1");
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "t-dedup");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        driver =
                new TopologyTestDriver(
                        new DedupTopology(config, new DedupMetrics()).build(), properties, start);
    }

    static DrivenTopology start(Path folder, boolean enabled, Duration window, Instant start) {
        return new DrivenTopology(folder, enabled, window, start);
    }

    Topics topics() {
        return topics;
    }

    TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(
                topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** As if so much time had gone by; what is due then is done. */
    void advanceWallClockTime(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** As if time had gone by, with everything done that was due on the way. */
    void pass(Duration time) {
        for (var left = time; left.isPositive(); left = left.minusMillis(100)) {
            driver.advanceWallClockTime(Duration.ofMillis(100));
        }
    }

    /** Puts an entry into the registrar's store, past its rules. */
    void remember(DirectoryEntry entry) {
        driver.<String, byte[]>getKeyValueStore(Registrar.STORE)
                .put(EntryKey.of(entry).text(), new DirectoryState(entry, 0).encode());
    }

    /** What the registrar's store holds. */
    List<String> directoryKeys() {
        var keys = new ArrayList<String>();
        try (var all = driver.<String, byte[]>getKeyValueStore(Registrar.STORE).all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    @Override
    public void close() {
        driver.close();
    }
}
