package dev.memtrace.core.wire;

import dev.memtrace.core.config.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where Kafka is and how the topics are cut.
 *
 * @param partitions of the memory and command topics; fixed once they are made
 * @param verdictPartitions how many ingest instances can have a reply partition of their own; more
 *     share
 */
public record KafkaConfig(
        String bootstrapServers,
        KafkaSecurity security,
        Topics topics,
        int partitions,
        int verdictPartitions,
        int replicationFactor,
        int minInsyncReplicas) {
    /**
     * After which a member that is not heard of loses its place. Transactions end sooner, so that a
     * new owner never meets its predecessor's.
     */
    public static final Duration SESSION = Duration.ofSeconds(10);

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Pattern SERVER =
            Pattern.compile("([^\\s:,\\[\\]]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}");

    /**
     * Of the 249 characters that Kafka takes in names of topics, with room for the longest that
     * follows: {@link Topics#inbox} of an org whose id has 128.
     */
    private static final Pattern PREFIX = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

    /** A cluster that asks nobody who he is. */
    public KafkaConfig(
            String bootstrapServers,
            Topics topics,
            int partitions,
            int verdictPartitions,
            int replicationFactor,
            int minInsyncReplicas) {
        this(
                bootstrapServers,
                KafkaSecurity.NONE,
                topics,
                partitions,
                verdictPartitions,
                replicationFactor,
                minInsyncReplicas);
    }

    public static KafkaConfig from(Settings settings) {
        var config =
                new KafkaConfig(
                        servers(settings),
                        KafkaSecurity.from(settings),
                        new Topics(prefix(settings)),
                        settings.intWithin("kafka.partitions", 1, 1_000, 6),
                        settings.intWithin("kafka.verdict_partitions", 1, 1_000, 8),
                        settings.intWithin("kafka.replication_factor", 1, 9, 3),
                        settings.intWithin("kafka.min_insync_replicas", 1, 9, 2));
        if (config.minInsyncReplicas > config.replicationFactor) {
            settings.problem(
                    "kafka.min_insync_replicas",
                    "is "
                            + config.minInsyncReplicas
                            + ", more than kafka.replication_factor, "
                            + config.replicationFactor);
        }
        return config;
    }

    private static String servers(Settings settings) {
        var servers = settings.text("kafka.bootstrap_servers");
        boolean isUsable =
                Arrays.stream(servers.split(",", -1))
                        .allMatch(server -> SERVER.matcher(server.strip()).matches());
        if (!servers.isEmpty() && !isUsable) {
            settings.problem(
                    "kafka.bootstrap_servers",
                    "\""
                            + servers
                            + "\" is not host:port, such as localhost:9092, or several of them with commas");
        }
        return servers;
    }

    private static String prefix(Settings settings) {
        var prefix = settings.text("kafka.topic_prefix", "memtrace");
        if (!PREFIX.matcher(prefix).matches()) {
            settings.problem(
                    "kafka.topic_prefix",
                    "\""
                            + prefix
                            + "\" is not 1 to 100 letters, digits, dots, dashes or underscores");
        }
        return prefix;
    }

    /** The same cluster, spoken to as somebody else. */
    public KafkaConfig as(KafkaSecurity other) {
        return new KafkaConfig(
                bootstrapServers,
                other,
                topics,
                partitions,
                verdictPartitions,
                replicationFactor,
                minInsyncReplicas);
    }

    /** What every client of this cluster needs; a fresh map, for the caller to add to. */
    public Map<String, Object> clientProperties() {
        var properties = new HashMap<String, Object>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        // No metrics reporter, JMX included: our own figures are on /metrics.
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        security.addTo(properties);
        return properties;
    }

    /**
     * What a consumer needs that shares topics with its like, and finds its own place again after a
     * crash; a fresh map, for the caller to add to. Offsets are the caller's: it commits them in
     * its transactions, which must end before {@link #SESSION} does, and says where to begin.
     *
     * @param instanceId unique in the group, for good
     */
    public Map<String, Object> memberProperties(String group, String instanceId) {
        var properties = clientProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // What is gone before it was read is a loss, and to be told.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return properties;
    }

    /**
     * What a producer needs that commits a few transactions for somebody who waits; a fresh map,
     * for the caller to add to.
     *
     * @param transactionalId whoever opens a producer under it ends every other of that id
     * @param patience how long anything may take; a transaction that is left open by a death, and
     *     holds up all who read its topics, ends by itself after as long
     */
    public Map<String, Object> transactionProperties(String transactionalId, Duration patience) {
        var properties = clientProperties();
        int millis = (int) patience.toMillis();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        return properties;
    }
}
