package dev.memtrace.cli;

import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.access.ScramUsers;
import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryScan;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.wire.FeedTopics;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The directory of a running cluster: reads it, and has changes decided. One thread. */
final class DirectoryAccess implements AutoCloseable {
    /** Whoever sits at the console shall not wait longer to hear that nobody is there. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final KafkaPlace place;
    private final KafkaConfig kafka;
    private final Admin admin;
    private long unreadable;

    private DirectoryAccess(KafkaPlace place, KafkaConfig kafka, Admin admin) {
        this.place = place;
        this.kafka = kafka;
        this.admin = admin;
    }

    /**
     * Looks whether Kafka and the topics are there.
     *
     * @throws CommandFailedException if they are not
     */
    static DirectoryAccess open(KafkaPlace place) {
        var admin = admin(place);
        try {
            var cluster = new DescribeClusterOptions().timeoutMs((int) PATIENCE.toMillis());
            if (!place.isMeant(await(admin.describeCluster(cluster).clusterId(), place))) {
                throw place.notThere();
            }
            return new DirectoryAccess(place, asItIs(place, admin), admin);
        } catch (RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    private static Admin admin(KafkaPlace place) {
        var properties = place.kafka().clientProperties();
        int millis = (int) PATIENCE.toMillis();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        try {
            return Admin.create(properties);
        } catch (KafkaException e) { // no such host
            throw place.notThere();
        }
    }

    /** The configuration, with what can be seen on the cluster taken from there. */
    private static KafkaConfig asItIs(KafkaPlace place, Admin admin) {
        var kafka = place.kafka();
        var topics = kafka.topics();
        var names = List.of(topics.directory(), topics.commands(), topics.verdicts());
        var options = new DescribeTopicsOptions().timeoutMs((int) PATIENCE.toMillis());
        var found = await(admin.describeTopics(names, options).allTopicNames(), place);
        return new KafkaConfig(
                kafka.bootstrapServers(),
                kafka.security(),
                topics,
                kafka.partitions(),
                found.get(topics.verdicts()).partitions().size(),
                kafka.replicationFactor(),
                kafka.minInsyncReplicas());
    }

    private static <T> T await(KafkaFuture<T> answer, KafkaPlace place) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new CommandFailedException(
                        "the Kafka at "
                                + place.kafka().bootstrapServers()
                                + " has no topic "
                                + place.kafka().topics().directory()
                                + "; start memtrace's services on it, or set kafka.topic_prefix to theirs");
            }
            throw switch (e.getCause()) {
                case AuthenticationException _ -> place.notLetIn();
                case AuthorizationException _ ->
                        new CommandFailedException(
                                "this needs more than Kafka lets the user of kafka.username do");
                default -> place.notThere();
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    KafkaPlace place() {
        return place;
    }

    /** The inboxes and feeds of the orgs. */
    Inboxes inboxes() {
        return new Inboxes(
                new InboxTopics(admin, kafka),
                FeedTopics.of(admin, kafka),
                kafka.topics(),
                access());
    }

    /**
     * Who may do what.
     *
     * @throws CommandFailedException if Kafka does not care
     */
    AccessControl enforcedAccess() {
        var access = access();
        if (!access.isEnforced()) {
            throw new CommandFailedException(KafkaSecureCommand.noAuthorizer(kafka));
        }
        return access;
    }

    /**
     * Looks whether a topic is there.
     *
     * @throws CommandFailedException if it is not
     */
    void requireTopic(String topic) {
        var names = KafkaFutures.await(admin.listTopics().names(), "listing the topics");
        if (!names.contains(topic)) {
            throw new CommandFailedException(
                    "there is no topic " + topic + "; inbox-stream makes it, if it is to");
        }
    }

    /** Who logs in to Kafka. */
    ScramUsers users() {
        return new ScramUsers(admin, kafka);
    }

    private AccessControl access() {
        return new AccessControl(admin, kafka);
    }

    /** Hands on what was asked for, from the topic's beginning to its end. */
    void read(DirectoryScan.Wanted wanted, Consumer<DirectoryChange> reader) {
        try {
            unreadable += DirectoryScan.read(kafka, admin, wanted, reader);
        } catch (KafkaUnavailableException e) {
            throw new CommandFailedException(e.getMessage());
        }
    }

    /** What reading came upon that the reader has to know. */
    Optional<String> warning() {
        return unreadable == 0
                ? Optional.empty()
                : Optional.of(
                        "memtrace: "
                                + unreadable
                                + " record(s) of "
                                + kafka.topics().directory()
                                + " cannot be read and were left out");
    }

    /**
     * Has a wish decided.
     *
     * @param perhapsLater what is to be said of it if no decision comes
     * @throws CommandFailedException if it is refused, or not decided in time
     */
    Decision decide(Wish wish, String perhapsLater) {
        return new Deciding(kafka).decide(wish, perhapsLater);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
