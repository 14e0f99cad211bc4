package dev.memtrace.core.directory;

import java.util.Optional;

/** Whether a session goes on. */
public enum SessionStatus {
    ACTIVE("active"),
    CLOSED("closed");

    private final String text;

    SessionStatus(String text) {
        this.text = text;
    }

    /** As clients write it. */
    public String text() {
        return text;
    }

    /** The status that {@code text} names. */
    public static Optional<SessionStatus> parse(String text) {
        for (var status : values()) {
            if (status.text.equals(text)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
