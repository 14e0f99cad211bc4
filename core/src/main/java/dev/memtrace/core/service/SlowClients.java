package dev.memtrace.core.service;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of clients that take too long: to send a body, which holds a place among
 * the requests that may wait, or to take an event of a stream. Looks a few times a second, on a
 * thread of its own, so that the many that are quick cost next to nothing. Thread-safe.
 */
final class SlowClients implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private final long nanosMax;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("slow-clients").daemon().factory());

    private SlowClients(Duration max) {
        this.nanosMax = max.toNanos();
    }

    static SlowClients start(Duration max) {
        var clients = new SlowClients(max);
        var _ =
                clients.thread.scheduleWithFixedDelay(
                        clients::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return clients;
    }

    private void look() {
        long now = System.nanoTime();
        waiting.forEach(it -> it.endIfTooSlow(now));
    }

    /** The calling thread begins to wait for a client; to be closed by it when it has. */
    Waiting begin() {
        var one = new Waiting();
        waiting.add(one);
        return one;
    }

    /** For one client. */
    final class Waiting implements AutoCloseable {
        private final Thread waiter = Thread.currentThread();
        private final long sinceNanos = System.nanoTime();
        private boolean isEnded;
        private boolean isInterrupted;

        private synchronized void endIfTooSlow(long nowNanos) {
            if (!isEnded && nowNanos - sinceNanos > nanosMax) {
                isInterrupted = true;
                waiter.interrupt(); // which closes the socket it waits for
            }
        }

        @Override
        public synchronized void close() {
            isEnded = true;
            waiting.remove(this);
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
