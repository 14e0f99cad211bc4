package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryType;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/** One memory in a session's context, at any length. Remembers the last count; one thread. */
final class ContextLine {
    /** The most important first; of equals, decisions first, then the newest. */
    static final Comparator<ContextLine> BY_RANK =
            Comparator.comparingDouble(ContextLine::weight)
                    .reversed()
                    .thenComparing(line -> !line.isDecision())
                    .thenComparing(ContextLine::memory, inTime().reversed());

    private final Memory memory;
    private final Section section;
    private final String start;
    private final String content;
    private int countedChars = -1;
    private int tokens;

    ContextLine(Memory memory) {
        this.memory = memory;
        this.section = Section.of(memory);
        this.start =
                "- [%s] %s: "
                        .formatted(
                                memory.time().truncatedTo(ChronoUnit.SECONDS), memory.eventType());
        this.content = OneLine.folded(memory.content());
    }

    /** The oldest first. */
    static Comparator<Memory> inTime() {
        return Comparator.comparing(Memory::time).thenComparing(Memory::id);
    }

    Memory memory() {
        return memory;
    }

    Section section() {
        return section;
    }

    boolean isDecision() {
        return memory.type().equals(MemoryType.DECISION);
    }

    /** A decision that nobody has weighed is worth most. */
    private double weight() {
        return isDecision() && memory.importance() == 0 ? 1 : memory.importance();
    }

    /** The line, with so many chars of content at most, and its line end. */
    String text(int contentChars) {
        return start + OneLine.cut(content, contentChars) + "\n";
    }

    /**
     * Tokens of {@link #text}. A line ends with its line end and starts with a hyphen, between
     * which the tokenizer always splits; so the counts of lines add up.
     */
    int tokens(int contentChars) {
        int chars = Math.min(contentChars, content.length());
        if (chars != countedChars) {
            tokens = Tokens.count(text(chars));
            countedChars = chars;
        }
        return tokens;
    }
}
