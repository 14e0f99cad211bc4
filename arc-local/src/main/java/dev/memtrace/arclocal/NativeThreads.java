package dev.memtrace.arclocal;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A few platform threads for calls into DuckDB; any thread may hand them work and wait. */
final class NativeThreads implements AutoCloseable {
    private final ExecutorService threads;

    NativeThreads(String name, int count) {
        this.threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    }

    /**
     * Waits without regard to interrupts: work that has begun in DuckDB ends in its own time, and
     * its caller must not free what it still uses.
     */
    <T> T call(Callable<T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> unchecked(work), threads).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static <T> T unchecked(Callable<T> work) {
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new EngineException(e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
