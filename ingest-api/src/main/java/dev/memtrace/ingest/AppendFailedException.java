package dev.memtrace.ingest;

/** Kafka did not confirm a write; some of it may have become durable all the same. */
final class AppendFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AppendFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
