package dev.memtrace.core.service;

import java.util.function.Function;

/** A service in a process of its own: its parts, and the port under which it is asked. */
public final class RunningService implements AutoCloseable {
    private final Closing closing;
    private final ApiServer server;

    private RunningService(Closing closing, ApiServer server) {
        this.closing = closing;
        this.server = server;
    }

    /**
     * Opens everything in order; closing undoes it in reverse, also when {@code parts} fails half
     * way.
     *
     * @param parts adds what it opens to what it is given, the server last
     */
    public static RunningService open(Function<Closing, ApiServer> parts) {
        var closing = new Closing();
        try {
            return new RunningService(closing, parts.apply(closing));
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        closing.close();
    }
}
