package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.Memory;
import java.util.Optional;

/** A memory that was just accepted, for all who listen; what they get is made once. Thread-safe. */
final class FeedRow {
    private final TailRow row;
    private volatile Optional<String> json = Optional.empty();

    FeedRow(TailRow row) {
        this.row = row;
    }

    int partition() {
        return row.partition();
    }

    long offset() {
        return row.offset();
    }

    /** See {@link TailRow#memory}. */
    Optional<Memory> memory() {
        return row.memory();
    }

    /** A memory of this row as a client gets it, in one line. */
    String json(Memory memory) {
        if (json.isEmpty()) {
            json = Optional.of(new String(MemoryAnswers.memory(memory), UTF_8));
        }
        return json.get();
    }

    /** What it costs to keep it, about: the row, and what is made of it. */
    long bytes() {
        return 2L * row.bytes();
    }
}
