package dev.memtrace.kafkalocal;

import java.util.ArrayDeque;
import java.util.Deque;

/** A running broker. Any thread may close it, any number of times; the first one does the work. */
public final class EmbeddedKafka implements AutoCloseable {
    private final String bootstrapServers;
    private final String clusterId;
    private final Deque<Runnable> closers;

    private EmbeddedKafka(String bootstrapServers, String clusterId, Deque<Runnable> closers) {
        this.bootstrapServers = bootstrapServers;
        this.clusterId = clusterId;
        this.closers = closers;
    }

    /**
     * Starts a broker on a new or an existing directory and returns when it answers clients.
     *
     * @throws EmbeddedKafkaException if the directory is in use or damaged, the port is taken, or
     *     Kafka fails; whatever was opened on the way is closed again
     */
    public static EmbeddedKafka start(EmbeddedKafkaConfig config) {
        var closers = new ArrayDeque<Runnable>();
        try {
            return open(config, closers);
        } catch (EmbeddedKafkaException e) {
            closeAll(closers, e);
            throw e;
        } catch (Exception e) { // Scala throws checked exceptions without declaring them
            var failure =
                    new EmbeddedKafkaException(
                            "broker in directory %s did not start: %s"
                                    .formatted(config.directory(), e),
                            e);
            closeAll(closers, failure);
            throw failure;
        }
    }

    /** What clients put into {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Tells this broker from any other one that may listen on the same port later. */
    public String clusterId() {
        return clusterId;
    }

    @Override
    public void close() {
        var failure = new EmbeddedKafkaException("broker did not close cleanly");
        closeAll(closers, failure);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static EmbeddedKafka open(EmbeddedKafkaConfig config, Deque<Runnable> closers) {
        var directory = DataDirectory.claim(config.directory());
        closers.push(directory::close);
        directory.format(NodeSettings.NODE_ID);
        var listeners = Listeners.bind(config.port());
        closers.push(listeners::close);
        var settings = NodeSettings.of(directory, listeners, config.superuser());
        var node = new Node(settings, listeners, new Faults());
        closers.push(node::close);
        node.start();
        return new EmbeddedKafka(
                Listeners.hostPort(listeners.brokerAddress()), directory.clusterId(), closers);
    }

    /** Newest first, each once, all of them even if one fails. */
    private static void closeAll(Deque<Runnable> closers, EmbeddedKafkaException failure) {
        synchronized (closers) {
            while (!closers.isEmpty()) {
                try {
                    closers.pop().run();
                } catch (RuntimeException e) {
                    failure.addSuppressed(e);
                }
            }
        }
    }
}
