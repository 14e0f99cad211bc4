package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some versions of Kafka Streams never come back from this; see the pin in the parent pom. */
class LargeStoreRestartIT {
    private static final int KEYS = 1_200_000;
    private static final int BATCH = 5_000;
    private static final Duration PROMISED = Duration.ofSeconds(10);

    @TempDir private Path folder;

    @Test
    void after_kill_9_with_a_large_store_the_next_verdict_comes_soon_and_knows_the_past() {
        var data = folder.resolve("data");
        long began = System.nanoTime();
        Duration freshStart;
        try (var up = Up.start(data)) {
            freshStart = Duration.ofNanos(System.nanoTime() - began);
            for (int first = 0; first < KEYS; first += BATCH) {
                sendPatiently(up, batch(first));
            }
            // All decided, and therefore remembered.
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> up.metric("ingest_dedup_lag_records").equals("0"));
            assertThat(up.post("/api/v1/memories", memory("k0")).status()).isEqualTo(409);
            up.process().kill9();
        }

        long start = System.nanoTime();
        try (var up = Up.start(data)) {
            var fresh = up.post("/api/v1/memories", memory("fresh"));
            var took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(fresh.status()).isEqualTo(201);
            System.out.println(
                    "first verdict after kill -9 with "
                            + KEYS
                            + " keys: "
                            + took.toMillis()
                            + " ms; fresh start: "
                            + freshStart.toMillis()
                            + " ms");
            assertThat(took).isLessThan(boundOn(freshStart));
            assertThat(up.post("/api/v1/memories", memory("k7")).status()).isEqualTo(409);
            assertThat(up.post("/api/v1/memories", memory("k1199999")).status()).isEqualTo(409);
        }
    }

    /**
     * The promise is ten seconds, for a machine that does nothing else. One that is busy, as a
     * runner of tests may be, is allowed half as much again, or as much as its empty start tells.
     */
    private static Duration boundOn(Duration freshStart) {
        var busy = PROMISED.multipliedBy(3).dividedBy(2);
        var inProportion = freshStart.multipliedBy(3);
        return inProportion.compareTo(busy) > 0 ? inProportion : busy;
    }

    private static void sendPatiently(Up up, String batch) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () ->
                                up.post("/api/v1/memories", batch, "Prefer", "respond-async")
                                                .status()
                                        == 202);
    }

    private static String batch(int first) {
        return IntStream.range(first, first + BATCH)
                .mapToObj(i -> memory("k" + i))
                .collect(Collectors.joining(",", "{\"memories\":[", "]}"));
    }

    private static String memory(String key) {
        return "{\"agent_id\":\"a\",\"content\":\"x\",\"dedup_key\":\"" + key + "\"}";
    }
}
