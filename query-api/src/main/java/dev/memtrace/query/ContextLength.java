package dev.memtrace.query;

import java.util.List;

/** How long lines are, in chars of content: decisions are shortened last. */
record ContextLength(int decision, int other) {
    static final ContextLength FULL = new ContextLength(300, 300);

    /** What is tried to show everything that there is. */
    static final List<ContextLength> FOR_ALL =
            List.of(FULL, new ContextLength(300, 160), new ContextLength(300, 80));

    /** What is tried to show at least the decisions, and what outranks them. */
    static final List<ContextLength> FOR_DECISIONS =
            List.of(
                    new ContextLength(300, 80),
                    new ContextLength(200, 80),
                    new ContextLength(140, 60),
                    new ContextLength(100, 40),
                    new ContextLength(60, 40),
                    new ContextLength(40, 40),
                    new ContextLength(24, 24));

    /** Shorter lines say nothing. */
    static final ContextLength FLOOR = FOR_DECISIONS.getLast();

    int of(ContextLine line) {
        return line.isDecision() ? decision : other;
    }
}
