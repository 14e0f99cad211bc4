package dev.memtrace.cli;

import dev.memtrace.core.config.Durations;
import dev.memtrace.core.memory.TimeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** When something ends, as people write it. */
final class Expiry {
    static final String RULE =
            "a time from now such as 12h or 30d, a date such as 2026-12-31 (its first moment in UTC),"
                    + " or an RFC 3339 time";

    /** The last moment that everybody can write and read. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Expiry() {}

    /** The moment; empty if the text names none, or one that nobody could write down. */
    static Optional<Instant> parse(String text, Instant now) {
        return fromNow(text.strip(), now)
                .or(() -> TimeText.parseIso(text.strip()))
                .filter(end -> !end.isAfter(LATEST));
    }

    private static Optional<Instant> fromNow(String text, Instant now) {
        try {
            return Durations.parse(text)
                    .map(now::plus)
                    .map(end -> end.truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
