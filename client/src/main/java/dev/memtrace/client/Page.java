package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A page of a list.
 *
 * @param items in the order that was asked for
 * @param nextCursor what {@link Paging#after} takes for the next page; empty on the last one
 * @param staleness as in {@link Read}
 */
public record Page<T>(List<T> items, Optional<String> nextCursor, Duration staleness) {
    /** Copies the items. */
    public Page {
        items = List.copyOf(items);
        requireNonNull(nextCursor, "nextCursor");
        requireNonNull(staleness, "staleness");
    }

    /** Whether there are more; exact. */
    public boolean hasMore() {
        return nextCursor.isPresent();
    }
}
