package dev.memtrace.core.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lengths of time as people write them, always with a unit. */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * {@code 200ms}, {@code 5s}, {@code 10m}, {@code 24h} or {@code 7d}; empty for anything else.
     */
    public static Optional<Duration> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(form.group(1));
        return Optional.of(
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    static String whatIsWrong(String text) {
        boolean bareNumber = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
        return bareNumber
                ? "\"" + text + "\" has no unit; write 200ms, 5s, 10m or 24h"
                : "\"" + text + "\" is not a length of time; write 200ms, 5s, 10m or 24h";
    }
}
