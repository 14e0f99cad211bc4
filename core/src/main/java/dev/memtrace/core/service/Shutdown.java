package dev.memtrace.core.service;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waiting for the end of a process: SIGTERM or Ctrl-C closes the service in order. */
public final class Shutdown {
    private static final Logger LOGGER = LoggerFactory.getLogger(Shutdown.class);

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
        endWithZeroOnSigterm();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A supervisor that asks for the end shall see a success; the JVM's own exit code would be 143,
     * which supervisors take for a crash. By reflection, because naming these classes is a warning
     * that cannot be suppressed.
     */
    private static void endWithZeroOnSigterm() {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var exit =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, _, _) -> {
                                System.exit(0); // runs the hook above
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), exit);
        } catch (ReflectiveOperationException e) {
            // Some JVM that has no such classes, or runs with -Xrs: all the same but for the code.
            LOGGER.atDebug().setCause(e).log("SIGTERM keeps the JVM's own exit code");
        }
    }
}
