package dev.memtrace.core.memory;

/** What a tag is, for those who ask for memories by tag. */
public final class Tags {
    /** What a value must look like, in words for error messages. */
    public static final String RULE = "letters, digits, _, . or -, at most " + Names.TAG_LENGTH_MAX;

    private Tags() {}

    /** Whether {@code text} could be one. */
    public static boolean isValid(String text) {
        return Names.isTag(text);
    }
}
