package dev.memtrace.query;

/**
 * Text in which upper and lower case are the same, as DuckDB's {@code lower} makes them: each code
 * point for itself, whatever stands around it. They differ in 27 letters that Unicode 16 has added
 * and Arc's DuckDB, 1.5, does not know.
 */
final class Folded {
    private Folded() {}

    static String of(String text) {
        if (text.codePoints().allMatch(it -> Character.toLowerCase(it) == it)) {
            return text;
        }
        return text.codePoints()
                .map(Character::toLowerCase)
                .collect(
                        () -> new StringBuilder(text.length()),
                        StringBuilder::appendCodePoint,
                        StringBuilder::append)
                .toString();
    }
}
