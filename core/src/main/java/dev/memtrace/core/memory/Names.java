package dev.memtrace.core.memory;

/** The alphabets of identifiers, in one place, because the original's clients rely on them. */
final class Names {
    static final int IDENTIFIER_LENGTH_MAX = 128;
    static final int TYPE_LENGTH_MAX = 64;
    static final int TAG_LENGTH_MAX = 64;

    private Names() {}

    /** A letter, then letters, digits, {@code _} and {@code -}. */
    static boolean isIdentifier(String text) {
        return isWithin(text, IDENTIFIER_LENGTH_MAX) && isLetter(text.charAt(0)) && all(text, "_-");
    }

    /** A letter, then letters, digits and {@code _}. */
    static boolean isTypeName(String text) {
        return isWithin(text, TYPE_LENGTH_MAX) && isLetter(text.charAt(0)) && all(text, "_");
    }

    /**
     * Letters, digits, {@code _}, {@code .} and {@code -}; no comma, since Arc keeps tags in one
     * comma-joined column.
     */
    static boolean isTag(String text) {
        return isWithin(text, TAG_LENGTH_MAX) && all(text, "_.-");
    }

    private static boolean isWithin(String text, int lengthMax) {
        return !text.isEmpty() && text.length() <= lengthMax;
    }

    private static boolean all(String text, String alsoAllowed) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && alsoAllowed.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static <T> T requireValid(boolean valid, T value, String what, String rule) {
        if (!valid) {
            throw new IllegalArgumentException(what + " must be " + rule);
        }
        return value;
    }
}
