package dev.memtrace.core.memory;

/** Who remembers: a free label of the client's, registered or not. */
public record AgentId(String value) {
    /** What a value must look like, in words for error messages. */
    public static final String RULE = "a letter, then letters, digits, _ or -, at most 128";

    public AgentId {
        Names.requireValid(Names.isIdentifier(value), value, "an agent id", RULE);
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
