package dev.memtrace.query;

import java.text.BreakIterator;
import java.util.Locale;

/**
 * Makes one line of any text, so that recalled text cannot pass for a heading or a line of ours,
 * and cuts it between characters as readers see them.
 */
final class OneLine {
    private static final char ELLIPSIS = '…';

    /** Below this, every char is a character of its own. */
    private static final char FIRST_COMBINING = '\u0300';

    /** Longest cluster of chars that is kept whole. */
    private static final int CLUSTER_MAX = 64;

    private OneLine() {}

    /** All whitespace, controls and line separators become single spaces, none at the ends. */
    static String folded(String text) {
        var line = new StringBuilder(text.length());
        boolean isGap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isGap(c)) {
                isGap = true;
            } else {
                if (isGap && !line.isEmpty()) {
                    line.append(' ');
                }
                isGap = false;
                line.append(c);
            }
        }
        return line.toString();
    }

    private static boolean isGap(char c) {
        return c <= ' '
                || Character.isISOControl(c)
                || (c >= '\u0080' && (Character.isSpaceChar(c) || Character.isWhitespace(c)));
    }

    /** At most so many chars, the ellipsis that marks a cut among them. */
    static String cut(String line, int charsMax) {
        if (line.length() <= charsMax) {
            return line;
        }
        return line.substring(0, boundary(line, charsMax - 1)).stripTrailing() + ELLIPSIS;
    }

    /** The last place at or before {@code at} that is not inside of a character. */
    private static int boundary(String line, int at) {
        if (line.charAt(at) < FIRST_COMBINING && line.charAt(at - 1) < FIRST_COMBINING) {
            return at;
        }
        int start = Math.max(0, at - CLUSTER_MAX);
        if (start > 0 && Character.isLowSurrogate(line.charAt(start))) {
            start--;
        }
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(line.substring(start, Math.min(line.length(), at + CLUSTER_MAX)));
        int boundary =
                characters.isBoundary(at - start) ? at - start : characters.preceding(at - start);
        // A cluster longer than that is no character but an attack on readers; cut it by force.
        if (boundary <= 0) {
            return Character.isLowSurrogate(line.charAt(at)) ? at - 1 : at;
        }
        return start + boundary;
    }
}
