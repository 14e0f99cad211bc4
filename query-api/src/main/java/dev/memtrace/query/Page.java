package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import java.util.List;

/** Some memories in order, and whether there is at least one more after them. */
record Page(List<Memory> memories, boolean hasMore) {
    Page {
        memories = List.copyOf(memories);
    }
}
