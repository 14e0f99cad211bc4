package dev.memtrace.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.dedup.DedupService;
import dev.memtrace.ingest.IngestService;
import dev.memtrace.testkit.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** ingest-api, and a dedup-stream that a test can take away from it. */
final class Judged implements AutoCloseable {
    private static final String KEY = "mtk_0123456789abcdef0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Closing closing = new Closing();
    private final HttpClient http =
            closing.add(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    private final Path folder;
    private final String bootstrapServers;
    private final String prefix = Broker.uniquePrefix(Judged.class);
    private RunningService dedup;
    private final IngestService ingest;

    private Judged(Path folder, String bootstrapServers, UnaryOperator<Settings> changes) {
        this.folder = folder;
        this.bootstrapServers = bootstrapServers;
        startDedup();
        this.ingest =
                closing.add(IngestService.start(changes.apply(settings()), Clock.systemUTC()));
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
                .with("auth.bootstrap_key", KEY)
                .with("auth.db_path", folder.resolve("directory.db").toString())
                .with("dedup.state_dir", folder.resolve("dedup").toString());
    }

    void startDedup() {
        dedup = DedupService.start(settings(), Clock.systemUTC());
    }

    void stopDedup() {
        dedup.close();
    }

    HttpResponse<String> post(String body, String... headers) {
        return post(HttpRequest.BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> post(BodyPublisher body, String... headers) {
        var request = request("/api/v1/memories").header("content-type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.POST(body).build());
    }

    /** A figure of ingest-api. */
    long metric(String name) {
        return send(request("/metrics").build())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingest.port() + path))
                .header("x-api-key", KEY);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Memories that lie in the log. */
    long written() {
        var kafka = KafkaConfig.from(settings());
        var partitions =
                IntStream.range(0, kafka.partitions())
                        .mapToObj(number -> new TopicPartition(kafka.topics().memories(), number))
                        .collect(
                                Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        try (var admin = Admin.create(kafka.clientProperties())) {
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
