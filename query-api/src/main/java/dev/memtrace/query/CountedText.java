package dev.memtrace.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * A text that knows how many tokens it has without counting all of it again: the tokenizer always
 * splits between a line end and a hyphen, so from one line of a context to the next each stretch
 * counts for itself. One thread.
 */
final class CountedText {
    private final List<Stretch> stretches = new ArrayList<>();

    /**
     * Nothing before it hangs together with it.
     *
     * @param tokens counts those of {@code text}
     */
    private record Stretch(String text, IntSupplier tokens) {
        static Stretch uncounted(String text) {
            return new Stretch(text, () -> Tokens.count(text));
        }
    }

    CountedText(String beginning) {
        stretches.add(Stretch.uncounted(beginning));
    }

    /** Adds a line, which starts with a hyphen and ends with its line end. */
    void addLine(String line, IntSupplier tokens) {
        stretches.add(new Stretch(line, tokens));
    }

    /** Adds what may hang together with the line before it, and ends with a line end. */
    void add(String part) {
        stretches.add(Stretch.uncounted(stretches.removeLast().text() + part));
    }

    int tokens() {
        return stretches.stream().mapToInt(stretch -> stretch.tokens().getAsInt()).sum();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        stretches.forEach(stretch -> text.append(stretch.text()));
        return text.toString();
    }
}
