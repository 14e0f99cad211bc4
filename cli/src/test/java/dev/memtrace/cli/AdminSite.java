package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.dedup.DedupService;
import dev.memtrace.sink.SinkService;
import dev.memtrace.testkit.Broker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A Kafka and the dedup service that decides, for commands that administer. */
final class AdminSite implements AutoCloseable {
    static final String MASTER_KEY = MasterKey.generate();

    private final String prefix;
    private final RunningService dedup;

    private AdminSite(String prefix, RunningService dedup) {
        this.prefix = prefix;
        this.dedup = dedup;
    }

    static AdminSite open(Path folder, Class<?> test) {
        var prefix = Broker.uniquePrefix(test);
        var settings =
                settings(prefix)
                        .with("server.port", "0")
                        .with("server.host", "127.0.0.1")
                        .with("dedup.state_dir", folder.resolve("dedup").toString());
        return new AdminSite(prefix, DedupService.start(settings, Clock.systemUTC()));
    }

    private static Settings settings(String prefix) {
        return Settings.empty()
                .with("kafka.bootstrap_servers", Broker.shared().bootstrapServers())
                .with("kafka.topic_prefix", prefix)
                .with("kafka.partitions", "2")
                // Not the default: commands must find out.
                .with("kafka.verdict_partitions", "3")
                .with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1");
    }

    /**
     * Starts a sink on it, which writes ten memories at once, or what there is after two seconds.
     */
    RunningService startSink() {
        var settings =
                settings(prefix)
                        .with("server.port", "0")
                        .with("server.host", "127.0.0.1")
                        .with("arc.flush_horizon", "0s")
                        .with("write_buffer.max_size", "10")
                        .with("write_buffer.max_interval", "2s")
                        .withVariable(MasterKey.VARIABLE, MASTER_KEY);
        return SinkService.start(settings, Clock.systemUTC());
    }

    KafkaConfig kafka() {
        return KafkaConfig.from(settings(prefix));
    }

    Administrator administrator() {
        return new Administrator(
                Map.of(
                        "MEMTRACE_KAFKA_BOOTSTRAP_SERVERS",
                        Broker.shared().bootstrapServers(),
                        "MEMTRACE_KAFKA_TOPIC_PREFIX",
                        prefix,
                        "MEMTRACE_MASTER_KEY",
                        MASTER_KEY));
    }

    /** Does what a service does for a client. */
    void grant(Wish wish) {
        new Deciding(kafka()).decide(wish, "");
    }

    /** All bytes of the topics that the directory is made of, as Latin letters. */
    String topicBytes() {
        var topics = kafka().topics();
        var bytes = new StringBuilder();
        try (var consumer =
                new KafkaConsumer<>(
                        kafka().clientProperties(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            for (var topic : List.of(topics.commands(), topics.directory(), topics.verdicts())) {
                var partitions = new ArrayList<TopicPartition>();
                consumer.partitionsFor(topic)
                        .forEach(it -> partitions.add(new TopicPartition(topic, it.partition())));
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                var ends = consumer.endOffsets(partitions);
                while (ends.entrySet().stream()
                        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                    for (var record : consumer.poll(Duration.ofMillis(100))) {
                        append(bytes, record.key());
                        append(bytes, record.value());
                        record.headers().forEach(header -> append(bytes, header.value()));
                    }
                }
            }
        }
        return bytes.toString();
    }

    private static void append(StringBuilder text, byte[] bytes) {
        if (bytes != null) {
            text.append(new String(bytes, ISO_8859_1)).append('\n');
        }
    }

    @Override
    public void close() {
        dedup.close();
    }
}
