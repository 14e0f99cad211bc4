package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.testkit.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** query-api as a process has it, over a real broker; everybody is org_default. */
final class ServiceBench implements AutoCloseable {
    private final Closing closing = new Closing();
    private final KafkaConfig kafka;
    private final RunningService service;
    private final KafkaProducer<byte[], byte[]> producer;
    private final HttpClient http = HttpClient.newHttpClient();
    private long revision;

    private ServiceBench(Settings settings) {
        kafka = KafkaConfig.from(settings);
        service = closing.add(QueryService.start(settings, Clock.systemUTC()));
        producer =
                closing.add(
                        new KafkaProducer<>(
                                kafka.clientProperties(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer()));
    }

    static ServiceBench start(Class<?> test, Path directory, URI arc) throws IOException {
        var file = Files.writeString(directory.resolve("memtrace.toml"), "");
        return new ServiceBench(
                Settings.load(file, Map.of(MasterKey.VARIABLE, "A".repeat(43) + "="))
                        .with("server.host", "127.0.0.1")
                        .with("server.port", "0")
                        .with("auth.enabled", "false")
                        .with("auth.db_path", directory.resolve("directory.db").toString())
                        .with("kafka.bootstrap_servers", Broker.shared().bootstrapServers())
                        .with("kafka.topic_prefix", Broker.uniquePrefix(test) + "t")
                        .with("kafka.replication_factor", "1")
                        .with("kafka.min_insync_replicas", "1")
                        .with("arc.url", arc.toString()));
    }

    /** What the registrar does when it grants a wish. */
    void decide(Collection<? extends DirectoryEntry> entries) {
        for (var entry : entries) {
            producer.send(
                    new ProducerRecord<>(
                            kafka.topics().directory(),
                            EntryKey.of(entry).bytes(),
                            new DirectoryState(entry, ++revision).encode()));
        }
        producer.flush();
    }

    /** What dedup-stream and arc-sink do when they have counted. */
    void count(AccountKey key, byte[] account) {
        producer.send(new ProducerRecord<>(kafka.topics().accounts(), key.encode(), account));
        producer.flush();
    }

    /** An answer. */
    record Answer(int status, JsonNode json) {
        List<String> ids(String array) {
            return json.get(array).valueStream().map(it -> it.get("id").asText()).toList();
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + service.port() + path);
        var response =
                http.send(
                        HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.ofString(UTF_8));
        var isJson = response.body().startsWith("{");
        return new Answer(
                response.statusCode(), Json.MAPPER.readTree(isJson ? response.body() : "{}"));
    }

    @Override
    public void close() {
        closing.close();
        http.close();
    }
}
