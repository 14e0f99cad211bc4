package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryType;
import java.util.Comparator;

/** What is worth most where not every memory of a session can be shown. */
final class Weight {
    /** The newest first. */
    private static final Comparator<Memory> NEWEST =
            Comparator.comparing(Position::of, Comparator.reverseOrder());

    /** The heaviest first; of equals decisions, then the newest. */
    static final Comparator<Memory> HEAVIEST =
            Comparator.comparingDouble(Weight::of)
                    .reversed()
                    .thenComparing(memory -> !isDecision(memory))
                    .thenComparing(NEWEST);

    /**
     * Decisions first, which are never to be missed; of these and of the others the heaviest first,
     * of equals the newest. The same as {@link MemorySql#heaviest} says.
     */
    static final Comparator<Memory> DECISIONS_FIRST =
            Comparator.comparing((Memory memory) -> !isDecision(memory)).thenComparing(HEAVIEST);

    private Weight() {}

    static boolean isDecision(Memory memory) {
        return memory.type().equals(MemoryType.DECISION);
    }

    /** Its importance; a decision that nobody has weighed is worth most. From 0 to 1. */
    static double of(Memory memory) {
        return isDecision(memory) && memory.importance() == 0 ? 1 : memory.importance();
    }
}
