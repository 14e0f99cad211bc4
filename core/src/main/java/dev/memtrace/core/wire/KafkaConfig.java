package dev.memtrace.core.wire;

import dev.memtrace.core.config.Settings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Where Kafka is and how the topics are cut.
 *
 * @param partitions of the memory and command topics; fixed once they are made
 * @param verdictPartitions how many ingest instances can have a reply partition of their own; more
 *     share
 */
public record KafkaConfig(
        String bootstrapServers,
        Topics topics,
        int partitions,
        int verdictPartitions,
        int replicationFactor,
        int minInsyncReplicas) {

    public static KafkaConfig from(Settings settings) {
        return new KafkaConfig(
                settings.text("kafka.bootstrap_servers"),
                new Topics(settings.text("kafka.topic_prefix", "memtrace")),
                settings.intWithin("kafka.partitions", 1, 1_000, 6),
                settings.intWithin("kafka.verdict_partitions", 1, 1_000, 8),
                settings.intWithin("kafka.replication_factor", 1, 9, 3),
                settings.intWithin("kafka.min_insync_replicas", 1, 9, 2));
    }

    /** What every client of this cluster needs; a fresh map, for the caller to add to. */
    public Map<String, Object> clientProperties() {
        var properties = new HashMap<String, Object>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        // No metrics reporter, JMX included: our own figures are on /metrics.
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return properties;
    }
}
