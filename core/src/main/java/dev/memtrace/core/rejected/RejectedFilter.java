package dev.memtrace.core.rejected;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Which of the rejected records are meant.
 *
 * @param org only its; of what cannot be read nobody knows whose it is
 * @param reason only those whose reason contains this, in any case
 * @param since only what was rejected then or later
 */
public record RejectedFilter(
        Optional<OrgId> org, Optional<String> reason, Optional<Instant> since) {
    /** All of them. */
    public static final RejectedFilter ALL =
            new RejectedFilter(Optional.empty(), Optional.empty(), Optional.empty());

    public RejectedFilter {
        requireNonNull(org, "org");
        requireNonNull(reason, "reason");
        requireNonNull(since, "since");
    }

    /** Whether this one is. */
    public boolean matches(Rejected rejected) {
        return (org.isEmpty() || org.equals(rejected.org()))
                && (reason.isEmpty() || lower(rejected.reason()).contains(lower(reason.get())))
                && (since.isEmpty() || !rejected.at().isBefore(since.get()));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
