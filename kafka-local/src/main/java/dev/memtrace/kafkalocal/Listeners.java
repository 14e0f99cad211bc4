package dev.memtrace.kafkalocal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The two sockets of the broker, bound before Kafka starts and handed over when it asks.
 *
 * <p>Kafka wants to know the controller's port before anything listens on it. Looking for a free
 * port and binding it later loses it now and then to another process; holding it does not.
 */
final class Listeners implements ServerSocketFactory, AutoCloseable {
    static final String BROKER = "BROKER";
    static final String CONTROLLER = "CONTROLLER";

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final ServerSocketChannel broker;
    private final ServerSocketChannel controller;

    private Listeners(ServerSocketChannel broker, ServerSocketChannel controller) {
        this.broker = broker;
        this.controller = controller;
    }

    static Listeners bind(int brokerPort) {
        var broker = bound(brokerPort);
        try {
            return new Listeners(broker, bound(0));
        } catch (EmbeddedKafkaException e) {
            closeQuietly(broker);
            throw e;
        }
    }

    InetSocketAddress brokerAddress() {
        return address(broker);
    }

    InetSocketAddress controllerAddress() {
        return address(controller);
    }

    static String hostPort(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBufferBytes)
            throws IOException {
        var channel =
                switch (listener) {
                    case BROKER -> broker;
                    case CONTROLLER -> controller;
                    default -> throw new IOException("no socket was bound for " + listener);
                };
        channel.configureBlocking(false); // Kafka's acceptor selects on it
        return channel;
    }

    /** Kafka closes what it was handed; this is for a start that failed before that. */
    @Override
    public void close() {
        closeQuietly(broker);
        closeQuietly(controller);
    }

    private static ServerSocketChannel bound(int port) {
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open();
            channel.bind(new InetSocketAddress(LOOPBACK, port));
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw new EmbeddedKafkaException(
                    "cannot listen on %s:%d: %s"
                            .formatted(LOOPBACK.getHostAddress(), port, e.getMessage()),
                    e);
        }
    }

    private static InetSocketAddress address(ServerSocketChannel channel) {
        return new InetSocketAddress(LOOPBACK, channel.socket().getLocalPort());
    }

    private static void closeQuietly(ServerSocketChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing can be lost with a listening socket, and there is nobody to tell.
        }
    }
}
