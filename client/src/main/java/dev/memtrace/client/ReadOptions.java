package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How fresh an answer must be, and how long it may take to get there.
 *
 * @param consistency what the answer must have
 * @param waitMax for how long a strong read may wait until it has everything, in whole seconds and
 *     30 at most; the server's 2 seconds if empty. A read that would not be complete by then is an
 *     {@link UnavailableException}
 */
public record ReadOptions(Consistency consistency, Optional<Duration> waitMax) {
    /** What an answer must have. */
    public enum Consistency {
        /** Everything that was confirmed before the request came, by any instance. */
        STRONG,
        /** What is at hand; it may be behind by what {@link Read#staleness} says. */
        EVENTUAL
    }

    /** The default of every read. */
    public static final ReadOptions STRONG = new ReadOptions(Consistency.STRONG, Optional.empty());

    /** Waits for nothing. */
    public static final ReadOptions EVENTUAL =
            new ReadOptions(Consistency.EVENTUAL, Optional.empty());

    /** Checks that they are whole seconds. */
    public ReadOptions {
        requireNonNull(consistency, "consistency");
        requireNonNull(waitMax, "waitMax").ifPresent(it -> Checks.requireSeconds("waitMax", it));
    }

    /** A strong read that may wait for so many whole seconds. */
    public static ReadOptions strongWithin(Duration waitMax) {
        return new ReadOptions(Consistency.STRONG, Optional.of(waitMax));
    }

    Call asked(Call call) {
        var asked =
                consistency == Consistency.EVENTUAL
                        ? call.with("Read-Consistency", "eventual")
                        : call;
        return waitMax.map(it -> asked.with("Prefer", "wait=" + it.toSeconds()).mayTakeAlso(it))
                .orElse(asked);
    }
}
