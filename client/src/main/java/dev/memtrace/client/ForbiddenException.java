package dev.memtrace.client;

/** The API key lacks the permission; of Kafka: we may not write to this inbox. */
public final class ForbiddenException extends MemtraceException {
    ForbiddenException(String message) {
        super(message);
    }

    ForbiddenException(String message, Throwable cause) {
        super(message, cause);
    }
}
