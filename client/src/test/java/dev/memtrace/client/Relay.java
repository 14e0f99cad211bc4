package dev.memtrace.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes bytes on between a client and a server, until it is told to cut the line. */
final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private Relay(ServerSocket listening, int serverPort) {
        this.listening = listening;
        this.serverPort = serverPort;
    }

    static Relay before(URI server) throws IOException {
        var relay =
                new Relay(
                        new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                        server.getPort());
        Thread.startVirtualThread(relay::accept);
        return relay;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** How many there have been. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                connections.incrementAndGet();
                Thread.startVirtualThread(() -> passOn(client, server));
                Thread.startVirtualThread(() -> passOn(server, client));
            }
        } catch (IOException e) {
            cut(); // closed
        }
    }

    private static void passOn(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // cut, or one side is gone
        }
    }

    /** Ends all connections without a word. */
    void cut() {
        for (var socket : sockets) {
            sockets.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                // it was closed
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cut();
    }
}
