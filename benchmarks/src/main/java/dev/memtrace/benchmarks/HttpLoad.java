package dev.memtrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clients at work, each on a thread and a kept connection of its own. */
final class HttpLoad {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration RETRY_WITHIN = Duration.ofMinutes(2);

    private HttpLoad() {}

    /** What a client does again and again. */
    interface Client {
        /** Does it once; false if there is nothing more to do. */
        boolean act(HttpConnection connection) throws IOException;
    }

    /** What a client does at its time in an open loop. */
    interface TimedClient {
        /** Does it once. */
        void act(HttpConnection connection, long intendedNanos) throws IOException;
    }

    /** Runs all clients until each has nothing more to do, or one has failed. */
    static void run(Rig rig, List<Client> clients) {
        var hasFailed = new AtomicBoolean();
        var factory = Thread.ofPlatform().name("bench-client-", 0).daemon().factory();
        try (var threads = Executors.newFixedThreadPool(clients.size(), factory)) {
            var running = new ArrayList<Future<?>>();
            for (var client : clients) {
                running.add(
                        threads.submit(
                                () -> {
                                    work(rig, client, hasFailed);
                                    return null;
                                }));
            }
            for (var client : running) {
                await(client);
            }
        }
    }

    private static void work(Rig rig, Client client, AtomicBoolean hasFailed) throws IOException {
        boolean isDone = false;
        try (var connection = rig.connect()) {
            boolean hasMore = true;
            while (hasMore && !hasFailed.get()) {
                hasMore = client.act(connection);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                hasFailed.set(true); // without this one the others would measure something else
            }
        }
    }

    private static void await(Future<?> client) {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StageFailedException failed
                    ? failed
                    : new StageFailedException("a request failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageFailedException("interrupted", e);
        }
    }

    /**
     * Clients that together act so often in a second, whether or not the answers keep up. Latencies
     * count from the intended time, so a stall is felt by everybody who would have come meanwhile.
     */
    static List<Client> paced(List<TimedClient> clients, double perSecond, Duration time) {
        long startNanos = System.nanoTime();
        long acts = Math.max(1, Math.round(perSecond * time.toMillis() / 1e3));
        var next = new AtomicLong();
        return clients.stream()
                .map(
                        client ->
                                (Client)
                                        connection -> {
                                            long act = next.getAndIncrement();
                                            if (act >= acts) {
                                                return false;
                                            }
                                            long due = startNanos + (long) (act / perSecond * 1e9);
                                            Pause.until(due);
                                            client.act(connection, due);
                                            return true;
                                        })
                .toList();
    }

    /** Clients that act one time after the other, as fast as they are answered. */
    static List<Client> unpaced(List<TimedClient> clients, Duration time) {
        long endNanos = System.nanoTime() + time.toNanos();
        return clients.stream()
                .map(
                        client ->
                                (Client)
                                        connection -> {
                                            long now = System.nanoTime();
                                            if (now >= endNanos) {
                                                return false;
                                            }
                                            client.act(connection, now);
                                            return true;
                                        })
                .toList();
    }

    /**
     * Sends a request until it is taken, coming back when the answer asks us to; returns the
     * status.
     */
    static int send(HttpConnection connection, HttpRequest request) throws IOException {
        long giveUpNanos = System.nanoTime() + RETRY_WITHIN.toNanos();
        while (true) {
            int status = connection.exchange(request);
            boolean isLater = status == UNAVAILABLE || status == TOO_MANY_REQUESTS;
            if (isLater && System.nanoTime() < giveUpNanos) {
                Pause.of(connection.retryAfter());
            } else if (status / 100 == 2) {
                return status;
            } else {
                throw new StageFailedException("answered " + status + ": " + connection.body());
            }
        }
    }
}
