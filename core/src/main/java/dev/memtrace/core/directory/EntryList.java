package dev.memtrace.core.directory;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a list of entries.
 *
 * @param hasMore whether there are entries behind these
 */
public record EntryList<T>(List<T> entries, boolean hasMore) {
    public EntryList {
        entries = List.copyOf(entries);
    }

    <R> EntryList<R> map(Function<T, R> change) {
        return new EntryList<>(entries.stream().map(change).toList(), hasMore);
    }
}
