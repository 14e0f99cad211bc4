package dev.memtrace.cli;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.IntSupplier;

/** Waiting for what reads show a moment after it was accepted. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration EVERY = Duration.ofMillis(50);

    private Eventually() {}

    static void equal(int expected, IntSupplier actual) {
        await().atMost(PATIENCE).pollInterval(EVERY).until(() -> actual.getAsInt() == expected);
    }

    static void atLeast(int least, IntSupplier actual) {
        await().atMost(PATIENCE).pollInterval(EVERY).until(() -> actual.getAsInt() >= least);
    }
}
