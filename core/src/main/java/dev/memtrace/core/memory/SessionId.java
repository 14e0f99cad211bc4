package dev.memtrace.core.memory;

/** The piece of work a memory belongs to: a free label of the client's, registered or not. */
public record SessionId(String value) {
    /** What a value must look like, in words for error messages. */
    public static final String RULE = "a letter, then letters, digits, _ or -, at most 128";

    public SessionId {
        Names.requireValid(Names.isIdentifier(value), value, "a session id", RULE);
    }

    /** Whether {@code text} could be one. */
    public static boolean isValid(String text) {
        return Names.isIdentifier(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
