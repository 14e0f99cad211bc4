package dev.memtrace.client;

import java.util.Optional;

/** An agent's name is taken, or an idempotency key was used for something else. */
public final class ConflictException extends MemtraceException {
    private final Optional<String> existingId;

    ConflictException(String message, Optional<String> existingId) {
        super(message);
        this.existingId = existingId;
    }

    /** The id of the agent that has the name; empty if it is about something else. */
    public Optional<String> existingId() {
        return existingId;
    }
}
