package dev.memtrace.cli;

import dev.memtrace.testkit.ApiClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Clients that post memories, each of them twice, and send again what nobody answered, until this
 * is closed. They run on threads of their own.
 */
final class Posts implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final List<CompletableFuture<Void>> posting = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger durable = new AtomicInteger();
    private final Supplier<ApiClient> api;
    private final String agent;
    private volatile boolean stopRequested;

    private Posts(Supplier<ApiClient> api, String agent) {
        this.api = api;
        this.agent = agent;
    }

    /** Begins to post, each time to the instance that {@code api} names. */
    static Posts start(Supplier<ApiClient> api, String agent) {
        var posts = new Posts(api, agent);
        for (int i = 0; i < CLIENTS; i++) {
            posts.posting.add(
                    CompletableFuture.runAsync(posts::sendOneAfterTheOther, posts.clients));
        }
        return posts;
    }

    private void sendOneAfterTheOther() {
        while (!stopRequested) {
            var memory = memory(begun.getAndIncrement() / 2);
            Awaitility.await().atMost(PATIENCE).until(() -> isDurable(memory));
            durable.incrementAndGet();
        }
    }

    private boolean isDurable(String memory) {
        try {
            var status = api.get().post("/api/v1/memories", memory, "Prefer", "wait=1").status();
            return Set.of(201, 202, 409).contains(status);
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private String memory(int number) {
        return "{\"agent_id\":\"%s\",\"content\":\"said %d\"}".formatted(agent, number);
    }

    /** Waits until so many more posts than now were answered. */
    void awaitMore(int count) {
        Eventually.atLeast(durable.get() + count, durable::get);
    }

    /** All memories, as one batch. */
    String batch() {
        return numbers()
                .mapToObj(this::memory)
                .collect(Collectors.joining(",", "{\"memories\":[", "]}"));
    }

    /** What is stored in the end. */
    Set<String> contents() {
        return numbers()
                .mapToObj(number -> "said " + number)
                .collect(Collectors.toUnmodifiableSet());
    }

    private IntStream numbers() {
        return IntStream.range(0, Math.ceilDiv(begun.get(), 2));
    }

    /**
     * Lets each client end its present post; afterwards all memories are durable. Fails if an
     * answer was not as it should be.
     */
    @Override
    public void close() {
        stopRequested = true;
        clients.close();
        posting.forEach(CompletableFuture::join);
    }
}
