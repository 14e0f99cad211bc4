package dev.memtrace.core.memory;

/**
 * What happened, in the application's own words: {@code general}, {@code error}, {@code
 * page_crawled}.
 */
public record EventType(String value) {
    /** What a value must look like, in words for error messages. */
    public static final String RULE = "a letter, then letters, digits or _, at most 64";

    public EventType {
        Names.requireValid(Names.isTypeName(value), value, "an event type", RULE);
    }

    /** Whether {@code text} could be one. */
    public static boolean isValid(String text) {
        return Names.isTypeName(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
