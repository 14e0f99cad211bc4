package dev.memtrace.core.memory;

/**
 * What kind of memory this is: {@code episodic}, {@code decision}, {@code entity}, {@code session},
 * or a name of the application's.
 */
public record MemoryType(String value) {
    /** What a value must look like, in words for error messages. */
    public static final String RULE = "a letter, then letters, digits or _, at most 64";

    /** Things done or observed; the default. */
    public static final MemoryType EPISODIC = new MemoryType("episodic");

    /** A choice and its reason. */
    public static final MemoryType DECISION = new MemoryType("decision");

    public MemoryType {
        Names.requireValid(Names.isTypeName(value), value, "a memory type", RULE);
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
