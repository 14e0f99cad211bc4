package dev.memtrace.dedup;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

    @Override
    public void close() {
        driver.close();
    }
}
