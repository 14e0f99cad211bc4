package dev.memtrace.standalone;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.ReplyListener;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.dedup.DedupService;
import dev.memtrace.ingest.IngestService;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.Broker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** ingest-api, and a dedup-stream that a test can take away from it. */
final class Judged implements AutoCloseable {
    private final Closing closing = new Closing();
    private final Path folder;
    private final String bootstrapServers;
    private final String prefix = Broker.uniquePrefix(Judged.class);
    private RunningService dedup;
    private final ApiClient api;

    private Judged(Path folder, String bootstrapServers, UnaryOperator<Settings> changes) {
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
        startDedup();
        var ingest = closing.add(IngestService.start(changes.apply(settings()), Clock.systemUTC()));
        this.api = closing.add(ApiClient.ofPort(ingest.port()));
    }

    static Judged start(Path folder, UnaryOperator<Settings> changes) {
        return new Judged(folder, Broker.shared().bootstrapServers(), changes);
    }

    /** The same on a Kafka of the test's own. */
    static Judged on(String bootstrapServers, Path folder) {
        return new Judged(folder, bootstrapServers, UnaryOperator.identity());
    }

    private Settings settings() {
        return Settings.empty()
                .with("server.host", "127.0.0.1")
                .with("server.port", "0")
                .with("kafka.bootstrap_servers", bootstrapServers)
                .with("kafka.topic_prefix", prefix)
                .with("kafka.partitions", "2")
                .with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1")
                .with("auth.bootstrap_key", ApiClient.KEY)
                .with("auth.db_path", folder.resolve("directory.db").toString())
                .with("dedup.state_dir", folder.resolve("dedup").toString());
    }

    void startDedup() {
        dedup = DedupService.start(settings(), Clock.systemUTC());
    }

    void stopDedup() {
        dedup.close();
    }

    ApiAnswer get(String path) {
        return api.get(path);
    }

    ApiAnswer post(String body, String... headers) {
        return api.post("/api/v1/memories", body, headers);
    }

    /** Calls something other than the memories. */
    ApiAnswer send(String method, String path, String body) {
        return api.send(method, path, body, "Content-Type", "application/json");
    }

    /** Without saying beforehand how long the body is. */
    ApiAnswer postUnannounced(String body) {
        return api.postUnannounced("/api/v1/memories", body);
    }

    /** Gives org_default a quota; ingest-api knows of it a moment later. */
    void giveQuota(Quota quota) {
        var kafka = KafkaConfig.from(settings());
        try (var replies = ReplyListener.start(kafka);
                var producer =
                        new KafkaProducer<>(
                                kafka.clientProperties(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer())) {
            new DirectoryCommands(
                            producer,
                            kafka,
                            replies.replies(),
                            DirectoryCommands.Copy.NONE,
                            Duration.ofSeconds(20))
                    .decide(new Wish.SetQuota(new OrgId(Ids.DEFAULT_ORG), quota));
        }
    }

    /** Memories that lie in the log. */
    long written() {
        return records(Topics::memories);
    }

    /** Commands for the directory that lie in theirs. */
    long commanded() {
        return records(Topics::commands);
    }

    private long records(Function<Topics, String> of) {
        var kafka = KafkaConfig.from(settings());
        var topic = of.apply(kafka.topics());
        try (var admin = Admin.create(kafka.clientProperties())) {
            var described = admin.describeTopics(List.of(topic)).allTopicNames();
            var partitions =
                    KafkaFutures.await(described, "describing").get(topic).partitions().stream()
                            .collect(
                                    Collectors.toMap(
                                            it -> new TopicPartition(topic, it.partition()),
                                            _ -> OffsetSpec.latest()));
            return KafkaFutures.await(admin.listOffsets(partitions).all(), "reading end offsets")
                    .values()
                    .stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        }
    }

    @Override
    public void close() {
        closing.close();
        dedup.close();
    }
}
