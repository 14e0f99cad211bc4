package dev.memtrace.sink;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: longer after each failure, up to a limit. */
final class Backoffs {
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final int DOUBLINGS_MAX = 7;

    private Backoffs() {}

    /** The pause after so many failed attempts, 1 or more. */
    static Duration pause(int attempt) {
        long doubled = PAUSE_MIN.toMillis() << Math.min(attempt - 1, DOUBLINGS_MAX);
        long capped = Math.min(doubled, PAUSE_MAX.toMillis());
        // Jitter, so that several sinks do not knock at the same moments.
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(capped / 2, capped + 1));
    }
}
