package dev.memtrace.inbox;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Remembers, from one loop to the next, that there is something in the inboxes that cannot be read.
 * While it is on, records are read one by one, so that one that is too large for this process is
 * met alone. One thread.
 */
final class Caution {
    private static final Duration LASTS = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private boolean wasAlarmed;
    private long alarmedNanos;

    Caution(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void alarm() {
        wasAlarmed = true;
        alarmedNanos = nanoTime.getAsLong();
    }

    /** Whether there was an alarm in the last half minute. */
    boolean isOn() {
        return wasAlarmed && nanoTime.getAsLong() - alarmedNanos < LASTS.toNanos();
    }
}
