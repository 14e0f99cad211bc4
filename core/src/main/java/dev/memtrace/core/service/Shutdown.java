package dev.memtrace.core.service;

import java.util.concurrent.CountDownLatch;

/** Waiting for the end of a process: SIGTERM or Ctrl-C closes the service in order. */
public final class Shutdown {
    private Shutdown() {}

    /**
     * Blocks until the process is told to stop, then closes {@code service} and lets the process
     * end.
     */
    public static void await(AutoCloseable service) {
        var closed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            try (var closing = new Closing()) {
                                                closing.add(service);
                                            } finally {
                                                closed.countDown();
                                            }
                                        }));
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
