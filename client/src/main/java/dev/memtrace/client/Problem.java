package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * One thing that is wrong with a request.
 *
 * @param index the memory's place in the batch, from 0; empty for a single memory
 * @param field by its name on the wire, such as {@code agent_id}
 * @param message what is wrong, in a sentence for people
 */
public record Problem(OptionalInt index, String field, String message) {
    /** None of it may be {@code null}. */
    public Problem {
        requireNonNull(index, "index");
        requireNonNull(field, "field");
        requireNonNull(message, "message");
    }
}
