package dev.memtrace.core.directory;

import java.time.Instant;
import java.util.Optional;

/**
 * Which part of a list of entries is meant; newest come first. A part may be shorter than was asked
 * for, because large entries make it end early; then the list has more.
 *
 * @param limit how many at most
 * @param offset how many to leave out, counted from {@code after}
 * @param after the last entry of the part before; empty to begin with the newest
 */
public record EntryPage(int limit, int offset, Optional<Position> after) {
    /** Where an entry stands in the list. */
    public record Position(Instant createdAt, String id) {
        /** The place of {@code entry}. */
        public static Position of(DirectoryEntry entry) {
            return new Position(entry.createdAt(), entry.id());
        }
    }

    public EntryPage {
        if (limit < 0 || offset < 0) {
            throw new IllegalArgumentException("a page has no negative part");
        }
    }

    /** The newest {@code limit}. */
    public static EntryPage newest(int limit) {
        return new EntryPage(limit, 0, Optional.empty());
    }
}
