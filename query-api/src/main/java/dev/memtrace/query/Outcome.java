package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;

/** What became of a memory that is kept nowhere. */
sealed interface Outcome {
    /**
     * One with the same dedup key was accepted before it.
     *
     * @param original the one that was
     */
    record Duplicate(MemoryId original, boolean isSameContent) implements Outcome {}

    /** It could not be judged. */
    record Rejected(String reason) implements Outcome {}

    /** It was accepted, and its Arc does not take it. */
    record Refused(String reason) implements Outcome {}
}
