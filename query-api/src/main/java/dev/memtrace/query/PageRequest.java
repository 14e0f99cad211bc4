package dev.memtrace.query;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which part of the memories that a filter means.
 *
 * @param after the last memory of the page before; then there is no offset
 */
record PageRequest(ReadOrder order, int limit, int offset, Optional<Position> after) {
    static final int LIMIT_DEFAULT = 100;
    static final int LIMIT_MAX = 1_000;

    /** Skipping costs as much as reading; a cursor skips nothing. */
    static final int OFFSET_MAX = 100_000;

    PageRequest {
        requireNonNull(order, "order");
        requireNonNull(after, "after");
    }

    static PageRequest newest(int limit) {
        return new PageRequest(ReadOrder.DESC, limit, 0, Optional.empty());
    }
}
