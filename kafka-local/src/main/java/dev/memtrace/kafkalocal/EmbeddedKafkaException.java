package dev.memtrace.kafkalocal;

/** Says in one sentence why the embedded broker could not start. */
public final class EmbeddedKafkaException extends RuntimeException {
    EmbeddedKafkaException(String message) {
        super(message);
    }

    EmbeddedKafkaException(String message, Throwable cause) {
        super(message, cause);
    }
}
