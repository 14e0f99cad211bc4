package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Where all memories of the org are, counted exactly since the beginning, as of one moment. Always
 * {@code received = accepted + duplicates + rejected + undecided}, and {@code accepted = proven +
 * inFlight + refused}.
 *
 * @param received what came in and is durable
 * @param accepted new memories
 * @param duplicates repeats of accepted ones, which are not kept
 * @param rejected records that could not be judged
 * @param undecided those without a verdict so far
 * @param proven accepted, and read back from the store
 * @param inFlight accepted, and on their way
 * @param refused accepted, and refused by the store for good
 * @param closedBecause why the org's store is not being filled for now, while memories wait in the
 *     log; empty if all is well
 * @param oldestUnprovenAge for how long the oldest memory that waits for its proof has been in the
 *     log; empty if none waits
 * @param retentionLeft when that memory leaves the log, proven or not; negative if it may have
 *     left. Empty if none waits, or nothing leaves the log
 */
public record Pipeline(
        long received,
        long accepted,
        long duplicates,
        long rejected,
        long undecided,
        long proven,
        long inFlight,
        long refused,
        Optional<String> closedBecause,
        Optional<Duration> oldestUnprovenAge,
        Optional<Duration> retentionLeft) {
    /** None of it may be {@code null}. */
    public Pipeline {
        requireNonNull(closedBecause, "closedBecause");
        requireNonNull(oldestUnprovenAge, "oldestUnprovenAge");
        requireNonNull(retentionLeft, "retentionLeft");
    }

    static Pipeline of(Fields fields) {
        var lane = fields.object("lane");
        boolean isOpen = lane.text("state").equals("open");
        return new Pipeline(
                fields.count("received"),
                fields.count("accepted"),
                fields.count("duplicates"),
                fields.count("rejected"),
                fields.count("undecided"),
                fields.count("proven"),
                fields.count("in_flight"),
                fields.count("refused"),
                isOpen ? Optional.empty() : Optional.of(lane.optionalText("reason").orElse("")),
                fields.optionalMillis("oldest_unproven_age_ms"),
                fields.optionalMillis("retention_left_ms"));
    }
}
