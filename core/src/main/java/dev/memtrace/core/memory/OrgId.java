package dev.memtrace.core.memory;

/** The organisation that owns a memory: the tenant. */
public record OrgId(String value) {
    /** What a value must look like, in words for error messages. */
    public static final String RULE = "a letter, then letters, digits, _ or -, at most 128";

    public OrgId {
        Names.requireValid(Names.isIdentifier(value), value, "an org id", RULE);
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
