package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
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
    private static final String BATCH =
            """
            {"memories": [{"agent_id": "a", "content": "one"}, {"agent_id": "a", "content": "two"},
                          {"agent_id": "a", "content": "one"}]}""";

    @TempDir private Path folder;

    @Test
    void every_memory_that_came_in_is_counted_once_at_each_place_that_it_passes() {
        var settings =
                Settings.empty().with("server.port", "0").with("auth.bootstrap_key", ApiClient.KEY);
        try (var memtrace =
                        Standalone.start(settings, DataDirectory.take(folder), Clock.systemUTC());
                var api = ApiClient.ofPort(memtrace.port())) {
            assertThat(post(api, BATCH, "wait=5").status()).isEqualTo(201);
            assertThat(post(api, BATCH, "respond-async").status()).isEqualTo(202);
            assertThat(post(api, "{\"agent_id\": \"a\"}", "wait=5").status()).isEqualTo(400);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () ->
                                    assertThat(figures(api))
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
                                                    "sink_memories_total{outcome=\"taken\"}", 2.0));
        }
    }

    private static ApiAnswer post(ApiClient api, String body, String prefer) {
        return api.post("/api/v1/memories", body, "prefer", prefer);
    }

    private static Map<String, Double> figures(ApiClient api) {
        return api.get("/metrics")
                .text()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(parts -> parts[0], parts -> Double.valueOf(parts[1])));
    }
}
