package dev.memtrace.kafkalocal;

import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of the faults that Kafka calls fatal. Kafka calls it from many threads.
 *
 * <p>While starting, such a fault fails the start. Afterwards it ends the process, as in a broker
 * of its own: one that lost its metadata must not go on answering. While closing it is only logged.
 */
final class Faults implements FaultHandlerFactory {
    private static final Logger LOGGER = LoggerFactory.getLogger(Faults.class);

    private enum Phase {
        STARTING,
        RUNNING,
        CLOSING
    }

    private volatile Phase phase = Phase.STARTING;

    void started() {
        phase = Phase.RUNNING;
    }

    void closing() {
        phase = Phase.CLOSING;
    }

    @Override
    public FaultHandler build(String name, boolean fatal, Runnable action) {
        return fatal
                ? (message, cause) -> onFatal(name, action, message, cause)
                : new LoggingFaultHandler(name, action);
    }

    private RuntimeException onFatal(
            String name, Runnable action, String message, Throwable cause) {
        LOGGER.atError()
                .setCause(cause)
                .addKeyValue("part", name)
                .addKeyValue("phase", phase)
                .addKeyValue("error", message)
                .log("embedded broker met a fatal fault");
        action.run();
        var failure = new EmbeddedKafkaException("%s failed: %s".formatted(name, message), cause);
        return switch (phase) {
            case STARTING -> throw failure;
            case RUNNING -> {
                Exit.halt(1);
                yield failure;
            }
            case CLOSING -> failure;
        };
    }
}
