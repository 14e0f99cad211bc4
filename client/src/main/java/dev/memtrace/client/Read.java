package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * An answer, and how far behind it may be.
 *
 * @param value what was asked for
 * @param staleness for how long there may be memories, or changes, that were confirmed and are not
 *     in it; zero for a strong read
 */
public record Read<T>(T value, Duration staleness) {
    /** None of it may be {@code null}. */
    public Read {
        requireNonNull(value, "value");
        requireNonNull(staleness, "staleness");
    }
}
