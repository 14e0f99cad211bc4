package dev.memtrace.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for a moment. */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        until(System.nanoTime() + time.toNanos());
    }

    /** Waits until {@link System#nanoTime} has reached {@code nanos}. */
    static void until(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = nanos - System.nanoTime();
        }
    }
}
