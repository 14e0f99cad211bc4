package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.testkit.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** query-api as a process has it, over a real broker. */
final class QueryServiceIT {
    private static final Duration SOON = Duration.ofMillis(1_500);

    @TempDir private Path directory;

    @Test
    void the_service_is_ready_by_its_own_copy_of_the_directory_while_an_arc_is_silent()
            throws Exception {
        try (var silent = SilentArc.start();
                var service = QueryService.start(settings(silent.uri()), Clock.systemUTC());
                var http = HttpClient.newHttpClient()) {
            get(http, service, "/metrics");

            long start = System.nanoTime();
            var ready = get(http, service, "/ready");
            var elapsed = Duration.ofNanos(System.nanoTime() - start);

            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(json(ready).toString())
                    .isEqualTo("{\"status\":\"ready\",\"arc\":{\"org_default\":false}}");
            assertThat(elapsed).isLessThan(SOON);
            var health = json(get(http, service, "/health"));
            assertThat(health.get("arc").get("org_default").asBoolean()).isFalse();
        }
    }

    private Settings settings(URI arc) throws IOException {
        var file = Files.writeString(directory.resolve("memtrace.toml"), "");
        return Settings.load(file, Map.of(MasterKey.VARIABLE, "A".repeat(43) + "="))
                .with("server.host", "127.0.0.1")
                .with("server.port", "0")
                .with("auth.db_path", directory.resolve("directory.db").toString())
                .with("kafka.bootstrap_servers", Broker.shared().bootstrapServers())
                .with("kafka.topic_prefix", Broker.uniquePrefix(QueryServiceIT.class))
                .with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1")
                .with("arc.url", arc.toString());
    }

    private static HttpResponse<String> get(HttpClient http, RunningService service, String path)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + service.port() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.MAPPER.readTree(answer.body());
    }
}
