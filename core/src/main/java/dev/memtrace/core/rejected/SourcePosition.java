package dev.memtrace.core.rejected;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Pattern;

/** Where a rejected record was read, as {@code topic-partition@offset}. */
public record SourcePosition(String topic, int partition, long offset) {
    /** Topics may have dashes and digits in their names: the last dash counts. */
    private static final Pattern FORM =
            Pattern.compile("([a-zA-Z0-9._-]+)-([0-9]{1,9})@([0-9]{1,18})");

    public SourcePosition {
        requireNonNull(topic, "topic");
    }

    /** The position; empty if the text is none. */
    public static Optional<SourcePosition> parse(String text) {
        var form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(
                        new SourcePosition(
                                form.group(1),
                                Integer.parseInt(form.group(2)),
                                Long.parseLong(form.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
