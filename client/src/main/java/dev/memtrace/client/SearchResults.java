package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a search found.
 *
 * @param page the memories
 * @param queryTime how long it took, in milliseconds
 */
public record SearchResults(Page<Memory> page, Duration queryTime) {
    /** None of it may be {@code null}. */
    public SearchResults {
        requireNonNull(page, "page");
        requireNonNull(queryTime, "queryTime");
    }
}
