package dev.memtrace.client;

/**
 * The calling thread was interrupted before the call was over; its interrupt flag is set. What was
 * asked for may have been done.
 */
public final class CallInterruptedException extends MemtraceException {
    CallInterruptedException(String message, Throwable cause) {
        super(message, cause);
    }
}
