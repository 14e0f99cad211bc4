package dev.memtrace.sink;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells how much time has gone by, from any moment: it does not jump when the machine's clock is
 * set. Not for telling the time of day. Thread-safe.
 */
final class SteadyClock implements InstantSource {
    /** So late that {@link Instant#EPOCH} is long ago. */
    private final Instant beganAt = Instant.EPOCH.plus(Duration.ofDays(10_000));

    private final long beganNanos = System.nanoTime();

    @Override
    public Instant instant() {
        return beganAt.plusNanos(System.nanoTime() - beganNanos);
    }
}
