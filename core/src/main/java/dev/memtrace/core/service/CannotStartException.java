package dev.memtrace.core.service;

/**
 * Something outside stands in the way of a start. The message is one sentence for the person at the
 * console.
 */
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotStartException(String message) {
        super(message);
    }
}
