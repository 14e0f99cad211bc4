package dev.memtrace.core.memory;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Times as clients write them: ISO 8601 ({@code 2026-02-13T10:00:00Z}, an offset, no zone meaning
 * UTC, or a date alone meaning its midnight), relative to now ({@code 90m}, {@code 2h}, {@code 7d},
 * {@code 1w}), or {@code now}.
 */
public final class TimeText {
    /** What a point in time must look like, in words for error messages. */
    public static final String RULE = "ISO 8601, or a time before now such as 90m, 2h, 7d or 1w";

    private static final int RELATIVE_DIGITS_MAX = 9;

    private TimeText() {}

    /** A point in time, absolute or before {@code now}; empty if the text is neither. */
    public static Optional<Instant> parse(String text, Instant now) {
        return text.equals("now") ? Optional.of(now) : before(now, text).or(() -> parseIso(text));
    }

    /** An absolute time, cut to microseconds; empty if the text is not ISO 8601. */
    public static Optional<Instant> parseIso(String text) {
        try {
            return Optional.of(absolute(text).truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Instant absolute(String text) {
        int t = text.indexOf('T');
        if (t < 0) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        if (text.endsWith("Z")) {
            return Instant.parse(text);
        }
        boolean hasOffset = text.indexOf('+', t) >= 0 || text.indexOf('-', t) >= 0;
        return hasOffset
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    private static Optional<Instant> before(Instant now, String text) {
        int digits = text.length() - 1;
        if (digits < 1 || digits > RELATIVE_DIGITS_MAX) {
            return Optional.empty();
        }
        for (int i = 0; i < digits; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return Optional.empty();
            }
        }
        long amount = Long.parseLong(text, 0, digits, 10);
        var length =
                switch (text.charAt(digits)) {
                    case 'm' -> Duration.ofMinutes(amount);
                    case 'h' -> Duration.ofHours(amount);
                    case 'd' -> Duration.ofDays(amount);
                    case 'w' -> Duration.ofDays(7 * amount);
                    default -> null;
                };
        if (length == null) {
            return Optional.empty();
        }
        // "9999w" ago is before everything there is, and no reason to refuse the question.
        var earliest = Instant.EPOCH;
        return Optional.of(
                length.compareTo(Duration.between(earliest, now)) > 0
                        ? earliest
                        : now.minus(length));
    }

    /** RFC 3339 in UTC, as answers carry it. */
    public static String format(Instant time) {
        return time.toString();
    }
}
