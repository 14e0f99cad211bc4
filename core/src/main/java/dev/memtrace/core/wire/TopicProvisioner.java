package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Makes the topics that are missing and refuses those that are unfit. Every service calls it at
 * start, in any order and at the same time.
 */
public final class TopicProvisioner {
    private static final long PATIENCE_SECONDS = 30;

    /** Largest record: the largest memory, plus room for its head and key. */
    static final int RECORD_BYTES_MAX = 2 * 1024 * 1024;

    /** Directory commands are few; what matters is that one org's keep their order. */
    private static final int COMMAND_PARTITIONS = 4;

    /** A copy of the directory that is away for half as long is made anew. */
    private static final Duration TOMBSTONES_KEPT = Duration.ofDays(7);

    private static final Duration ACCOUNTS_SEGMENT = Duration.ofMinutes(10);
    private static final int ACCOUNTS_SEGMENT_BYTES = 16 * 1024 * 1024;

    /** What loses memories, or refuses them, if it is not as we made it. */
    private static final List<String> CHECKED =
            List.of(
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG);

    private final KafkaConfig config;

    public TopicProvisioner(KafkaConfig config) {
        this.config = config;
    }

    /**
     * Makes and checks all topics; returns once they exist.
     *
     * @throws UnfitTopicException if one exists with a setting that would lose or double memories
     * @throws KafkaUnavailableException if the cluster does not answer within half a minute
     */
    public void provision() {
        var wanted = wanted();
        try (var admin = admin()) {
            requireAnswer(admin);
            create(admin, missing(admin, wanted));
            check(admin, wanted);
        }
    }

    /** Not asked for: whoever may make none can still look whether they are there. */
    private static List<NewTopic> missing(Admin admin, List<NewTopic> wanted) {
        var there = KafkaFutures.await(admin.listTopics().names(), "listing the topics");
        return wanted.stream().filter(topic -> !there.contains(topic.name())).toList();
    }

    private Admin admin() {
        try {
            return Admin.create(config.clientProperties());
        } catch (KafkaException e) {
            throw nobodyThere(e); // no such host
        }
    }

    /** Before anything is asked of it that would fail for more than one reason. */
    private void requireAnswer(Admin admin) {
        var question = new DescribeClusterOptions().timeoutMs((int) PATIENCE_SECONDS * 1_000);
        try {
            // The question gives up by itself: closing the client would wait for it otherwise.
            var _ = admin.describeCluster(question).clusterId().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AuthenticationException
                    ? notLetIn(e.getCause())
                    : nobodyThere(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while looking for Kafka", e);
        }
    }

    private KafkaUnavailableException nobodyThere(Throwable cause) {
        return new KafkaUnavailableException(
                "no Kafka answers at "
                        + config.bootstrapServers()
                        + "; start it, or set kafka.bootstrap_servers to where it is, and kafka.security_protocol to what it wants",
                cause);
    }

    private KafkaUnavailableException notLetIn(Throwable cause) {
        return new KafkaUnavailableException(
                "the Kafka at "
                        + config.bootstrapServers()
                        + " does not let "
                        + config.security().login().map(KafkaLogin::username).orElse("anybody")
                        + " in; look at kafka.username, kafka.password and kafka.sasl_mechanism",
                cause);
    }

    private List<NewTopic> wanted() {
        var topics = config.topics();
        return List.of(
                topic(topics.memories(), config.partitions(), keptFor(Duration.ofDays(7))),
                topic(topics.accepted(), config.partitions(), keptFor(Duration.ofDays(7))),
                topic(
                        topics.verdicts(),
                        config.verdictPartitions(),
                        keptFor(Duration.ofMinutes(10))),
                topic(topics.rejected(), 1, keptFor(Duration.ofDays(30))),
                topic(topics.fates(), 1, keptFor(Duration.ofDays(7))),
                topic(topics.commands(), COMMAND_PARTITIONS, keptFor(Duration.ofDays(7))),
                topic(topics.directory(), 1, compacted()),
                topic(topics.lanes(), 1, compacted()),
                topic(topics.accounts(), 1, compactedSoon()));
    }

    private static Map<String, String> compacted() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                String.valueOf(TOMBSTONES_KEPT.toMillis()));
    }

    /** For states that change many times a second: only segments that are full get compacted. */
    private static Map<String, String> compactedSoon() {
        var settings = new HashMap<>(compacted());
        settings.put(TopicConfig.SEGMENT_MS_CONFIG, String.valueOf(ACCOUNTS_SEGMENT.toMillis()));
        settings.put(TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(ACCOUNTS_SEGMENT_BYTES));
        return settings;
    }

    static Map<String, String> keptFor(Duration retention) {
        return Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(retention.toMillis()),
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                // A client's own time would have retention delete imported history at once.
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime");
    }

    private NewTopic topic(String name, int partitions, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(RECORD_BYTES_MAX));
        all.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                String.valueOf(config.minInsyncReplicas()));
        return new NewTopic(name, partitions, (short) config.replicationFactor()).configs(all);
    }

    /**
     * Makes those that are missing.
     *
     * @throws KafkaUnavailableException if one could not be made; the others may be
     */
    static void create(Admin admin, List<NewTopic> wanted) {
        admin.createTopics(wanted)
                .values()
                .forEach(
                        (name, made) -> {
                            try {
                                made.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                            } catch (ExecutionException e) {
                                if (!(e.getCause() instanceof TopicExistsException)) {
                                    throw notMade(name, e.getCause());
                                }
                            } catch (TimeoutException e) {
                                throw new KafkaUnavailableException(
                                        "Kafka did not answer while making topic " + name, e);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                throw new KafkaUnavailableException(
                                        "interrupted while making topic " + name, e);
                            }
                        });
    }

    private static KafkaUnavailableException notMade(String topic, Throwable cause) {
        return new KafkaUnavailableException(
                "topic "
                        + topic
                        + " could not be made: "
                        + cause.getMessage()
                        + (cause instanceof AuthorizationException
                                ? "; memtrace kafka secure makes the topics"
                                : ""),
                cause);
    }

    private void check(Admin admin, List<NewTopic> wanted) {
        var names = wanted.stream().map(NewTopic::name).toList();
        var problems = new ArrayList<String>();
        var found =
                KafkaFutures.awaitKnown(
                        () -> admin.describeTopics(names).allTopicNames(), "describing the topics");
        var resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        var settings =
                KafkaFutures.awaitKnown(
                        () -> admin.describeConfigs(resources).all(),
                        "reading the topics' settings");
        for (var topic : wanted) {
            checkPartitions(topic, found.get(topic.name()), problems);
            checkSettings(
                    topic,
                    settings.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name())),
                    problems);
        }
        if (!problems.isEmpty()) {
            throw new UnfitTopicException(problems);
        }
    }

    private static void checkPartitions(
            NewTopic topic, TopicDescription found, List<String> problems) {
        int partitions = found.partitions().size();
        if (partitions != topic.numPartitions()) {
            problems.add(
                    "topic "
                            + topic.name()
                            + " has "
                            + partitions
                            + " partitions, not "
                            + topic.numPartitions()
                            + "; a changed count would break dedup, so set kafka.partitions or kafka.verdict_partitions to"
                            + " what is there");
        }
    }

    private static void checkSettings(NewTopic topic, Config found, List<String> problems) {
        for (var name : CHECKED) {
            var wanted = topic.configs().get(name);
            if (wanted != null && !wanted.equals(found.get(name).value())) {
                problems.add(
                        "topic "
                                + topic.name()
                                + " has "
                                + name
                                + "="
                                + found.get(name).value()
                                + "; set it to "
                                + wanted);
            }
        }
    }
}
