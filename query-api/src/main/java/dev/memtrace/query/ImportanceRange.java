package dev.memtrace.query;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** Bounds of importance, both included; a memory without importance counts as 0. */
record ImportanceRange(Optional<Double> min, Optional<Double> max) {
    static final ImportanceRange ALL = new ImportanceRange(Optional.empty(), Optional.empty());

    ImportanceRange {
        requireNonNull(min, "min");
        requireNonNull(max, "max");
    }

    boolean includes(double importance) {
        return min.map(it -> importance >= it).orElse(true)
                && max.map(it -> importance <= it).orElse(true);
    }
}
