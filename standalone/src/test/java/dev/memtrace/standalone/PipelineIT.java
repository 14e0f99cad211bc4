package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.config.Settings;
import dev.memtrace.testkit.ApiClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where memories are, as an administrator is told, adds up at every moment. */
class PipelineIT {
    private static final int BATCHES = 60;
    private static final int BATCH = 200;

    /** Of each batch, which repeat memories of the same one. */
    private static final int REPEATS = 50;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private Standalone start() {
        var settings =
                Settings.empty().with("server.port", "0").with("auth.bootstrap_key", ApiClient.KEY);
        return Standalone.start(settings, DataDirectory.take(folder), Clock.systemUTC());
    }

    @Test
    void accounts_add_up_at_every_moment_of_a_load_and_survive_a_restart() throws Exception {
        try (var memtrace = start();
                var api = ApiClient.ofPort(memtrace.port())) {
            int polls = 0;
            long received = 0;
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                var load = executor.submit(() -> load(api));
                while (load.state() == Future.State.RUNNING) {
                    var account = account(api);
                    assertAddsUp(account);
                    assertThat(account.get("received").asLong()).isGreaterThanOrEqualTo(received);
                    received = account.get("received").asLong();
                    polls++;
                }
                load.get();
            }
            assertThat(polls).isGreaterThan(10);
            awaitAllProven(api);
        }

        try (var memtrace = start();
                var api = ApiClient.ofPort(memtrace.port())) {
            assertIsAllProven(account(api));
            post(api, 0);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                var account = account(api);
                                assertAddsUp(account);
                                assertThat(account.get("duplicates").asLong())
                                        .isEqualTo(BATCHES * REPEATS + BATCH);
                            });
        }
    }

    private static int load(ApiClient api) {
        for (int batch = 0; batch < BATCHES; batch++) {
            post(api, batch);
        }
        return BATCHES;
    }

    private static void post(ApiClient api, int batch) {
        var memories =
                IntStream.range(0, BATCH)
                        .map(i -> i % (BATCH - REPEATS))
                        .mapToObj(
                                i ->
                                        "{\"agent_id\":\"a\",\"content\":\"memory %d of %d\"}"
                                                .formatted(i, batch))
                        .collect(Collectors.joining(",", "{\"memories\":[", "]}"));
        assertThat(api.post("/api/v1/memories", memories).status()).isIn(201, 202);
    }

    private static JsonNode account(ApiClient api) {
        var answer = api.get("/api/v1/admin/pipeline");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.body();
    }

    private static void assertAddsUp(JsonNode account) {
        assertThat(sum(account, "accepted", "duplicates", "rejected", "undecided"))
                .isEqualTo(account.get("received").asLong());
        assertThat(sum(account, "proven", "in_flight", "refused"))
                .isEqualTo(account.get("accepted").asLong());
    }

    private static long sum(JsonNode account, String... fields) {
        long sum = 0;
        for (var field : fields) {
            assertThat(account.get(field).asLong()).as(field).isNotNegative();
            sum += account.get(field).asLong();
        }
        return sum;
    }

    private static void awaitAllProven(ApiClient api) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertIsAllProven(account(api)));
    }

    private static void assertIsAllProven(JsonNode account) {
        long accepted = BATCHES * (BATCH - REPEATS);
        assertAddsUp(account);
        assertThat(account.get("received").asLong()).isEqualTo(BATCHES * BATCH);
        assertThat(account.get("accepted").asLong()).isEqualTo(accepted);
        assertThat(account.get("duplicates").asLong()).isEqualTo(BATCHES * REPEATS);
        assertThat(account.get("proven").asLong()).isEqualTo(accepted);
        assertThat(account.get("lane").get("state").asText()).isEqualTo("open");
        assertThat(account.get("oldest_unproven_age_ms").isNull()).isTrue();
        assertThat(account.get("retention_left_ms").isNull()).isTrue();
    }
}
