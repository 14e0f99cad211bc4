package dev.memtrace.arc;

/** A query that has no answer. The message never repeats SQL, content or token. */
public abstract sealed class ArcException extends RuntimeException
        permits ArcUnavailableException, ArcQueryException {
    private static final long serialVersionUID = 1L;

    ArcException(String message, Throwable cause) {
        super(message, cause);
    }
}
