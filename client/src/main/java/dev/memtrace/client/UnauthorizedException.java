package dev.memtrace.client;

/** There is no API key, or nobody knows it any more; of Kafka: the broker does not know us. */
public final class UnauthorizedException extends MemtraceException {
    UnauthorizedException(String message) {
        super(message);
    }

    UnauthorizedException(String message, Throwable cause) {
        super(message, cause);
    }
}
