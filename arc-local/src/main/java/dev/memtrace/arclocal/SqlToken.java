package dev.memtrace.arclocal;

import java.util.Locale;

/** A piece of SQL and where it stands. Comments and blanks are not tokens. */
record SqlToken(Kind kind, int start, int end, String text) {

    /** What a piece of SQL is. */
    enum Kind {
        WORD,
        QUOTED_IDENTIFIER,
        STRING,
        SYMBOL
    }

    boolean isWord(String upperCase) {
        return kind == Kind.WORD && text.equalsIgnoreCase(upperCase);
    }

    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && text.charAt(0) == symbol;
    }

    boolean isString() {
        return kind == Kind.STRING;
    }

    boolean isIdentifier() {
        return kind == Kind.WORD || kind == Kind.QUOTED_IDENTIFIER;
    }

    /** The name that an identifier spells. */
    String name() {
        return kind == Kind.QUOTED_IDENTIFIER
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text;
    }

    String upperCase() {
        return text.toUpperCase(Locale.ROOT);
    }
}
