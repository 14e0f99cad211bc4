package dev.memtrace.arc;

/** There is no whole answer. The message names the kind of failure, never what was asked. */
public abstract sealed class ArcException extends RuntimeException
        permits ArcUnavailableException, ArcQueryException {

    ArcException(String message) {
        super(message);
    }

    ArcException(String message, Throwable cause) {
        super(message, cause);
    }
}
