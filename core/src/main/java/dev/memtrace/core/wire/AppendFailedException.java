package dev.memtrace.core.wire;

/** Kafka did not confirm a write; some of it may have become durable all the same. */
public final class AppendFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AppendFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
