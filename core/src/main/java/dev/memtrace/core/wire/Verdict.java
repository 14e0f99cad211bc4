package dev.memtrace.core.wire;

import dev.memtrace.core.memory.MemoryId;

/** What the dedup stream decided about one memory. Every memory gets exactly one verdict. */
public sealed interface Verdict {
    /** The memory is new and goes on to Arc. */
    record Accepted() implements Verdict {}

    /**
     * A memory with the same dedup key was accepted before, within the window.
     *
     * @param original the one that was accepted
     * @param isSameContent false if the contents differ: a conflict rather than a repeat
     */
    record Duplicate(MemoryId original, boolean isSameContent) implements Verdict {}
}
