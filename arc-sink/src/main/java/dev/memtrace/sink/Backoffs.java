package dev.memtrace.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who has to wait before the next attempt, longer after each failure, up to a limit. One thread.
 */
final class Backoffs<K> {
    static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final int DOUBLINGS_MAX = 7;

    /** What takes long may take a fifth of the time at most. */
    private static final int PAUSE_PER_ATTEMPT = 4;

    private static final Duration FAIR_PAUSE_MAX = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<K, Waiting> waiting = new HashMap<>();

    private record Waiting(int attempts, Instant until) {}

    Backoffs(Clock clock) {
        this.clock = clock;
    }

    /** The pause after so many failed attempts. */
    static Duration pause(int attempt) {
        long doubled = PAUSE_MIN.toMillis() << Math.min(attempt - 1, DOUBLINGS_MAX);
        long capped = Math.min(doubled, PAUSE_MAX.toMillis());
        // Jitter, so that several sinks do not knock at the same moments.
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(capped / 2, capped + 1));
    }

    /** After another failure, which took so long. */
    void failed(K who, Duration took) {
        int attempts = waiting.containsKey(who) ? waiting.get(who).attempts() + 1 : 1;
        var pause = pause(attempts);
        var fair = shorter(took.multipliedBy(PAUSE_PER_ATTEMPT), FAIR_PAUSE_MAX);
        var until = clock.instant().plus(fair.compareTo(pause) > 0 ? fair : pause);
        waiting.put(who, new Waiting(attempts, until));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Whether its last attempt failed. */
    boolean hasFailed(K who) {
        return waiting.containsKey(who);
    }

    void succeeded(K who) {
        waiting.remove(who);
    }

    boolean mustWait(K who) {
        var its = waiting.get(who);
        return its != null && its.until().isAfter(clock.instant());
    }
}
