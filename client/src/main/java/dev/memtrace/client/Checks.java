package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** What callers' values must be, and what they are told otherwise. */
final class Checks {
    private Checks() {}

    /**
     * Refuses what cannot be sent: half of a surrogate pair has no encoding.
     *
     * @throws IllegalArgumentException that names the field
     */
    static String requireText(String field, String text) {
        requireNonNull(text, field);
        // As code points, pairs are one and halves are left.
        if (text.codePoints().anyMatch(c -> c <= 0xffff && Character.isSurrogate((char) c))) {
            throw new IllegalArgumentException(
                    field + " has half of a surrogate pair; only whole Unicode characters can go");
        }
        return text;
    }

    /** Refuses also what is empty, which the server would take for absent. */
    static String requireSome(String field, String text) {
        requireText(field, text);
        if (text.isEmpty()) {
            throw new IllegalArgumentException(field + " must not be empty");
        }
        return text;
    }

    /** Refuses what no header can carry. */
    static String requirePrintable(String field, String text) {
        requireNonNull(text, field);
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(field + " must be printable ASCII characters");
        }
        return text;
    }

    /** Refuses also what would be two when they are joined by commas. */
    static List<String> requireWords(String field, List<String> words) {
        for (var word : words) {
            if (requireSome(field, word).indexOf(',') >= 0) {
                throw new IllegalArgumentException(field + " must not contain a comma: " + word);
            }
        }
        return List.copyOf(words);
    }

    /** Refuses what is not within 0 and 1. */
    static double requireImportance(String field, double value) {
        if (!(value >= 0 && value <= 1)) { // phrased so that NaN fails too
            throw new IllegalArgumentException(field + " must be within 0..1, got " + value);
        }
        return value;
    }

    /** Refuses what {@code Prefer: wait=n} cannot say. */
    static Duration requireSeconds(String field, Duration wait) {
        requireNonNull(wait, field);
        if (wait.isNegative() || wait.toNanosPart() != 0) {
            throw new IllegalArgumentException(field + " must be whole seconds, got " + wait);
        }
        return wait;
    }
}
