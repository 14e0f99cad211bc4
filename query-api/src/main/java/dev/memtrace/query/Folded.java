package dev.memtrace.query;

/**
 * Text in which upper and lower case are the same, as DuckDB's {@code lower} makes them: each code
 * point for itself, whatever stands around it.
 */
final class Folded {
    private Folded() {}

    static String of(String text) {
        int first = firstChanged(text);
        if (first < 0) {
            return text;
        }
        var folded = new StringBuilder(text.length()).append(text, 0, first);
        text.codePoints()
                .skip(text.codePointCount(0, first))
                .forEach(codePoint -> folded.appendCodePoint(Character.toLowerCase(codePoint)));
        return folded.toString();
    }

    /** Where the first character stands that is another in lower case; -1 if none is. */
    private static int firstChanged(String text) {
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (Character.toLowerCase(codePoint) != codePoint) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return -1;
    }
}
