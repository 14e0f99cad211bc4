package dev.memtrace.query;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryType;
import java.util.Comparator;

/**
 * What a context shows of a memory.
 *
 * @param content all of it, or as much of its start as any context shows
 * @param importance 0.0 to 1.0, where 0 stands for "not given"
 */
record Excerpt(
        Position place, MemoryType type, EventType eventType, String content, double importance) {
    /** The heaviest first; of equals decisions, then the newest. */
    static final Comparator<Excerpt> HEAVIEST =
            Comparator.comparingDouble(Excerpt::weight)
                    .reversed()
                    .thenComparing(excerpt -> !excerpt.isDecision())
                    .thenComparing(Excerpt::place, Comparator.reverseOrder());

    /**
     * Decisions first, which are never to be missed; of these and of the others the heaviest first,
     * of equals the newest. The same as {@link MemorySql#excerpts} says.
     */
    static final Comparator<Excerpt> DECISIONS_FIRST =
            Comparator.comparing((Excerpt excerpt) -> !excerpt.isDecision())
                    .thenComparing(HEAVIEST);

    Excerpt {
        requireNonNull(place, "place");
        requireNonNull(type, "type");
        requireNonNull(eventType, "eventType");
        requireNonNull(content, "content");
    }

    static Excerpt of(Memory memory) {
        return new Excerpt(
                Position.of(memory),
                memory.type(),
                memory.eventType(),
                memory.content(),
                memory.importance());
    }

    boolean isDecision() {
        return type.equals(MemoryType.DECISION);
    }

    /** Its importance; a decision that nobody has weighed is worth most. From 0 to 1. */
    private double weight() {
        return isDecision() && importance == 0 ? 1 : importance;
    }
}
