package dev.memtrace.client;

import java.time.Duration;
import java.util.Optional;

/**
 * The org's quota is used up for now, and will be for longer than {@link Retries#timeMax}. Nothing
 * was done.
 */
public final class TooManyRequestsException extends MemtraceException {
    private final Duration retryAfter;
    private final Optional<String> quota;

    TooManyRequestsException(String message, Duration retryAfter, Optional<String> quota) {
        super(message);
        this.retryAfter = retryAfter;
        this.quota = quota;
    }

    /** After so long the same request may be let in; zero if the server does not say. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Which quota it is, {@code requests_per_second} or {@code memories_per_second}; empty if the
     * server does not say.
     */
    public Optional<String> quota() {
        return quota;
    }
}
