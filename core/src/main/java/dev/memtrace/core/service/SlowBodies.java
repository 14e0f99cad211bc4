package dev.memtrace.core.service;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of clients that take too long to send a body: while one is read, it holds
 * a place among the requests that may wait. Looks a few times a second, on a thread of its own, so
 * that the many that are quick cost next to nothing. Thread-safe.
 */
final class SlowBodies implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private final long nanosMax;
    private final Set<Reading> readings = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("slow-bodies").daemon().factory());

    private SlowBodies(Duration max) {
        this.nanosMax = max.toNanos();
    }

    static SlowBodies start(Duration max) {
        var bodies = new SlowBodies(max);
        var _ =
                bodies.thread.scheduleWithFixedDelay(
                        bodies::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return bodies;
    }

    private void look() {
        long now = System.nanoTime();
        readings.forEach(reading -> reading.endIfTooSlow(now));
    }

    /** The calling thread begins to read a body; to be closed by it when it has. */
    Reading begin() {
        var reading = new Reading();
        readings.add(reading);
        return reading;
    }

    /** One body that is being read. */
    final class Reading implements AutoCloseable {
        private final Thread reader = Thread.currentThread();
        private final long sinceNanos = System.nanoTime();
        private boolean isEnded;
        private boolean isInterrupted;

        private synchronized void endIfTooSlow(long nowNanos) {
            if (!isEnded && nowNanos - sinceNanos > nanosMax) {
                isInterrupted = true;
                reader.interrupt(); // which closes the socket it reads from
            }
        }

        @Override
        public synchronized void close() {
            isEnded = true;
            readings.remove(this);
            if (isInterrupted) {
                // It may have come too late to be noticed, and is meant for nothing else.
                var _ = Thread.interrupted();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
