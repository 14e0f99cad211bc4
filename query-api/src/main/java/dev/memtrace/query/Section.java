package dev.memtrace.query;

import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.MemoryType;

/** The parts of a session's context, in the order in which they stand. */
enum Section {
    ACTIONS("Recent Actions"),
    DECISIONS("Decisions Made"),
    ERRORS("Errors"),
    OTHER("Other");

    /** The event type of errors. */
    static final String ERROR = "error";

    private final String title;

    Section(String title) {
        this.title = title;
    }

    /** An error is an error, whatever kind of memory tells of it. */
    static Section of(MemoryType type, EventType eventType) {
        if (eventType.value().equals(ERROR)) {
            return ERRORS;
        }
        if (type.equals(MemoryType.DECISION)) {
            return DECISIONS;
        }
        return type.equals(MemoryType.EPISODIC) ? ACTIONS : OTHER;
    }

    String heading(int lines) {
        return "\n### " + title + " (" + lines + ")\n";
    }
}
