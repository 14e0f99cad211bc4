package dev.memtrace.core.wire;

/** Bytes on a topic that are not what the topic holds. The message never repeats them. */
public final class UndecodableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableException(String message) {
        super(message);
    }
}
