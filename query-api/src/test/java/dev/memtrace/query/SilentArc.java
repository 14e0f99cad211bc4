package dev.memtrace.query;

import dev.memtrace.arc.ArcBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes connections and never says a word. */
final class SilentArc implements AutoCloseable {
    private final ServerSocket server;
    private final Collection<Socket> callers = new ConcurrentLinkedQueue<>();

    private SilentArc(ServerSocket server) {
        this.server = server;
    }

    static SilentArc start() {
        try {
            var arc = new SilentArc(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(arc::accept);
            return arc;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                callers.add(server.accept());
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    ArcBinding binding() {
        return new ArcBinding(uri(), "memtrace", "events", "");
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var caller : callers) {
                caller.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
