package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the services count of themselves adds up. */
class FiguresIT {
    private static final String KEY = "mtk_0123456789abcdef0123456789abcdef";
    private static final String BATCH =
            """
            {"memories": [{"agent_id": "a", "content": "one"}, {"agent_id": "a", "content": "two"},
                          {"agent_id": "a", "content": "one"}]}""";

    @TempDir private Path folder;

    private HttpResponse<String> send(HttpClient http, HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void every_memory_that_came_in_is_counted_once_at_each_place_that_it_passes() {
        var settings = Settings.empty().with("server.port", "0").with("auth.bootstrap_key", KEY);
        try (var memtrace =
                        Standalone.start(settings, DataDirectory.take(folder), Clock.systemUTC());
                var http = HttpClient.newHttpClient()) {
            var url = "http://127.0.0.1:" + memtrace.port();
            assertThat(post(http, url, BATCH, "wait=5").statusCode()).isEqualTo(201);
            assertThat(post(http, url, BATCH, "respond-async").statusCode()).isEqualTo(202);
            assertThat(post(http, url, "{\"agent_id\": \"a\"}", "wait=5").statusCode())
                    .isEqualTo(400);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    assertThat(figures(http, url))
                                            .containsEntry(
                                                    "ingest_memories_total{outcome=\"accepted\"}",
                                                    2.0)
                                            .containsEntry(
                                                    "ingest_memories_total{outcome=\"duplicate\"}",
                                                    1.0)
                                            .containsEntry(
                                                    "ingest_memories_total{outcome=\"pending\"}",
                                                    3.0)
                                            .containsEntry(
                                                    "ingest_memories_total{outcome=\"unconfirmed\"}",
                                                    0.0)
                                            .containsEntry(
                                                    "ingest_requests_refused_total{reason=\"invalid\"}",
                                                    1.0)
                                            .containsEntry(
                                                    "ingest_append_duration_seconds_count", 2.0)
                                            .containsEntry(
                                                    "dedup_memories_total{verdict=\"accepted\"}",
                                                    2.0)
                                            .containsEntry(
                                                    "dedup_memories_total{verdict=\"duplicate\"}",
                                                    4.0)
                                            .containsEntry(
                                                    "sink_memories_total{outcome=\"stored\"}",
                                                    2.0));
        }
    }

    private HttpResponse<String> post(HttpClient http, String url, String body, String prefer) {
        return send(
                http,
                HttpRequest.newBuilder(URI.create(url + "/api/v1/memories"))
                        .header("x-api-key", KEY)
                        .header("content-type", "application/json")
                        .header("prefer", prefer)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Map<String, Double> figures(HttpClient http, String url) {
        return send(http, HttpRequest.newBuilder(URI.create(url + "/metrics")))
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(parts -> parts[0], parts -> Double.valueOf(parts[1])));
    }
}
