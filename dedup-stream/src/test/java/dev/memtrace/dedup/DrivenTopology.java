package dev.memtrace.dedup;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

/** The whole topology without a broker, on a clock that tests turn. */
final class DrivenTopology implements AutoCloseable {
    private final Topics topics = new Topics("t");
    private final boolean enabled;
    private final Duration window;
    private final Instant start;
    private final TopologyTestDriver driver;

    private DrivenTopology(Path folder, boolean enabled, Duration window, Instant start) {
        this.enabled = enabled;
        this.window = window;
        this.start = start;
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

    /** Puts an entry and its name into the registrar's store, past its rules. */
    void remember(DirectoryEntry entry) {
        var states = new DirectoryStates(directoryStore(), _ -> {});
        states.write(entry, 0);
        DirectoryStates.nameOf(entry)
                .ifPresent(
                        name -> states.claim(EntryKind.of(entry), entry.org(), name, entry.id()));
    }

    /** Another instance goes on with what this one has stored, and with nothing else. */
    DrivenTopology movedTo(Path otherFolder) {
        var stored = directoryEntries();
        close();
        var next = new DrivenTopology(otherFolder, enabled, window, start);
        stored.forEach(next.directoryStore()::put);
        return next;
    }

    private KeyValueStore<String, byte[]> directoryStore() {
        return driver.getKeyValueStore(Registrar.STORE);
    }

    /** Takes so many names for agents and as many for keys of an org that are not there. */
    void claim(OrgId org, int count) {
        var states = new DirectoryStates(directoryStore(), _ -> {});
        for (int i = 0; i < count; i++) {
            states.claim(EntryKind.AGENT, org, "agent " + i, "gone");
            states.claim(EntryKind.API_KEY, org, "key " + i, "gone");
        }
    }

    /** What the registrar's store holds. */
    Map<String, byte[]> directoryEntries() {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var all = directoryStore().all()) {
            all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
        }
        return entries;
    }

    @Override
    public void close() {
        driver.close();
    }
}
