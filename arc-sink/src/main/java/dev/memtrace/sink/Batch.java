package dev.memtrace.sink;

import java.util.List;
import java.util.Optional;

/**
 * Rows of one org that are taken to its Arc in one go.
 *
 * @param mayResend whether rows that may have been written before, and are not in Arc, may be
 *     written now
 */
record Batch(List<Part> parts, boolean mayResend) {

    /**
     * The part that is of one partition, in the log's order.
     *
     * @param askBefore rows before this offset may be in Arc already
     */
    record Part(Track track, List<Row> rows, long askBefore) {
        long end() {
            return rows.getLast().offset() + 1;
        }
    }

    /** The first row of this track; empty if there is none. */
    Optional<Row> first(Track track) {
        return parts.stream()
                .filter(part -> part.track() == track)
                .map(part -> part.rows().getFirst())
                .findFirst();
    }

    /** The offset behind the last row of this track; 0 if there is none. */
    long end(Track track) {
        return parts.stream()
                .filter(part -> part.track() == track)
                .mapToLong(Part::end)
                .max()
                .orElse(0);
    }
}
