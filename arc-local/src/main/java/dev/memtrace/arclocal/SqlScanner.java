package dev.memtrace.arclocal;

import dev.memtrace.arclocal.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL into tokens as DuckDB does, so that nothing in a literal or a comment is taken for code.
 * Used once.
 */
final class SqlScanner {
    private final String sql;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int at;

    private SqlScanner(String sql) {
        this.sql = sql;
    }

    static List<SqlToken> scan(String sql) {
        return new SqlScanner(sql).scan();
    }

    private List<SqlToken> scan() {
        while (at < sql.length()) {
            var c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (sql.startsWith("--", at)) {
                at = orEnd(sql.indexOf('\n', at));
            } else if (sql.startsWith("/*", at)) {
                skipBlockComment();
            } else if (c == '\'') {
                quoted(Kind.STRING, at, '\'', false);
            } else if (c == '"') {
                quoted(Kind.QUOTED_IDENTIFIER, at, '"', false);
            } else if ((c == 'e' || c == 'E') && next() == '\'') {
                var start = at++;
                quoted(Kind.STRING, start, '\'', true);
            } else if (isWordStart(c)) {
                word();
            } else if (c != '$' || !dollarQuoted()) {
                add(Kind.SYMBOL, at, at + 1);
            }
        }
        return tokens;
    }

    private void add(Kind kind, int start, int end) {
        tokens.add(new SqlToken(kind, start, end, sql.substring(start, end)));
        at = end;
    }

    private char next() {
        return at + 1 < sql.length() ? sql.charAt(at + 1) : 0;
    }

    private int orEnd(int index) {
        return index < 0 ? sql.length() : index;
    }

    private static boolean isWordStart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c > 127;
    }

    private void word() {
        var end = at;
        while (end < sql.length() && (isWordStart(sql.charAt(end)) || sql.charAt(end) == '$')) {
            end++;
        }
        add(Kind.WORD, at, end);
    }

    private void quoted(Kind kind, int start, char quote, boolean backslashEscapes) {
        var end = at + 1;
        while (end < sql.length()) {
            var c = sql.charAt(end++);
            if (backslashEscapes && c == '\\') {
                end++;
            } else if (c == quote) {
                if (end >= sql.length() || sql.charAt(end) != quote) {
                    break;
                }
                end++; // a doubled quote stands for itself
            }
        }
        add(kind, start, Math.min(end, sql.length()));
    }

    private boolean dollarQuoted() {
        var end = at + 1;
        while (end < sql.length() && isWordStart(sql.charAt(end))) {
            end++;
        }
        if (end >= sql.length() || sql.charAt(end) != '$') {
            return false;
        }
        var tag = sql.substring(at, end + 1);
        var close = sql.indexOf(tag, end + 1);
        add(Kind.STRING, at, close < 0 ? sql.length() : close + tag.length());
        return true;
    }

    /** Block comments nest. */
    private void skipBlockComment() {
        var depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
    }
}
