package dev.memtrace.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Nobody answers, the answer got lost, or the server cannot do it for now; also after all tries
 * that {@link Retries} allows. The same call may work later.
 */
public final class UnavailableException extends MemtraceException {
    private final Optional<Duration> retryAfter;
    private final Optional<String> hint;
    private final boolean mayHaveBeenDone;

    UnavailableException(
            String message,
            Throwable cause,
            Optional<Duration> retryAfter,
            Optional<String> hint,
            boolean mayHaveBeenDone) {
        super(message, cause);
        this.retryAfter = retryAfter;
        this.hint = hint;
        this.mayHaveBeenDone = mayHaveBeenDone;
    }

    /** After so long the server would have us try again; empty if it does not say. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /**
     * What an administrator should do; without that, trying again is of no use. Empty if the server
     * has no advice.
     */
    public Optional<String> hint() {
        return hint;
    }

    /**
     * Whether what the call asked for may have been done all the same. A memory that is written
     * again is then a duplicate of itself.
     */
    public boolean mayHaveBeenDone() {
        return mayHaveBeenDone;
    }
}
