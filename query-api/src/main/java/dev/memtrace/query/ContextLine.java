package dev.memtrace.query;

import java.time.temporal.ChronoUnit;

/** One memory in a session's context, at any length. Remembers the last count; one thread. */
final class ContextLine {
    /** Tokens of the brackets and the time in them, whatever time it is. */
    private static final int TIME_TOKENS = Tokens.count(" [2026-02-13T11:59:06Z]");

    private static final int TIME_CHARS = "2026-02-13T11:59:06Z".length();

    /** No line has fewer: a hyphen, a time, an event type with its colon. */
    static final int TOKENS_MIN = TIME_TOKENS + 3;

    private final Excerpt excerpt;
    private final Section section;
    private final String time;
    private final String event;
    private final String content;
    private int glancedChars = -1;
    private int tokensMin;
    private int countedChars = -1;
    private int tokens;

    ContextLine(Excerpt excerpt) {
        this.excerpt = excerpt;
        this.section = Section.of(excerpt.type(), excerpt.eventType());
        this.time = excerpt.place().time().truncatedTo(ChronoUnit.SECONDS).toString();
        this.event = " " + excerpt.eventType() + ": ";
        this.content = OneLine.folded(excerpt.content());
    }

    Excerpt excerpt() {
        return excerpt;
    }

    Section section() {
        return section;
    }

    boolean isDecision() {
        return excerpt.isDecision();
    }

    /** The line, with so many chars of content at most, and its line end. */
    String text(int contentChars) {
        return "- [" + time + "]" + end(contentChars);
    }

    private String end(int contentChars) {
        return event + OneLine.cut(content, contentChars) + "\n";
    }

    /**
     * No more than {@link #tokens}, and found in a fraction of its time: no token reaches over a
     * blank into the next word, and words are apart by one blank each.
     */
    int tokensMin(int contentChars) {
        int chars = Math.min(contentChars, content.length());
        if (chars != glancedChars) {
            var cut = OneLine.cut(content, chars);
            tokensMin = TOKENS_MIN + (int) cut.chars().filter(c -> c == ' ').count();
            glancedChars = chars;
        }
        return tokensMin;
    }

    /**
     * Tokens of {@link #text}. The tokenizer always splits after the bracket, before a blank; what
     * stands before it is always alike, and takes half of the time to count.
     */
    int tokens(int contentChars) {
        int chars = Math.min(contentChars, content.length());
        if (chars != countedChars) {
            tokens =
                    time.length() == TIME_CHARS
                            ? 1 + TIME_TOKENS + Tokens.count(end(chars))
                            : Tokens.count(text(chars));
            countedChars = chars;
        }
        return tokens;
    }
}
