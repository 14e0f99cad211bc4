package dev.memtrace.query;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A stretch of time.
 *
 * @param since the first moment in it; empty for everything before {@code until}
 * @param until the first moment after it; empty for everything since {@code since}
 */
record TimeWindow(Optional<Instant> since, Optional<Instant> until) {
    static final TimeWindow ALL = new TimeWindow(Optional.empty(), Optional.empty());

    TimeWindow {
        requireNonNull(since, "since");
        requireNonNull(until, "until");
    }

    boolean includes(Instant time) {
        return since.map(it -> !time.isBefore(it)).orElse(true)
                && until.map(time::isBefore).orElse(true);
    }

    /**
     * Whether any moment is in both.
     *
     * @param from the other's first
     * @param to the first after it
     */
    boolean overlaps(Instant from, Instant to) {
        return since.map(to::isAfter).orElse(true) && until.map(from::isBefore).orElse(true);
    }
}
