package dev.memtrace.client;

/**
 * The answer is not one of Memtrace's: perhaps something else is at this address, the service
 * behind it is another one, or it is much newer than this client. What was asked for may have been
 * done.
 */
public final class AnswerNotUnderstoodException extends MemtraceException {
    AnswerNotUnderstoodException(String message) {
        super(message);
    }

    AnswerNotUnderstoodException(String message, Throwable cause) {
        super(message, cause);
    }
}
