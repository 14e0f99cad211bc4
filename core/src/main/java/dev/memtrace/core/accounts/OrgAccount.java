package dev.memtrace.core.accounts;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Where the memories of one org are, since the beginning, all as of one moment. Received are
 * accepted, duplicates, rejected and undecided; accepted are proven, refused and in flight. All
 * counts are 0 or more. Immutable.
 *
 * @param accepted that are new
 * @param duplicates of accepted ones
 * @param rejected records that say whose they are and could not be judged
 * @param undecided that came in and have no verdict yet
 * @param proven that were read back from Arc
 * @param refused that Arc will never take
 * @param lane whether the org's Arc is being filled
 * @param oldestUnproven when Kafka took the oldest one that the sink has taken and not proven
 */
public record OrgAccount(
        long accepted,
        long duplicates,
        long rejected,
        long undecided,
        long proven,
        long refused,
        Lane lane,
        Optional<Instant> oldestUnproven) {
    /** Of an org that has never sent anything. */
    public static final OrgAccount EMPTY =
            new OrgAccount(0, 0, 0, 0, 0, 0, new Lane.Open(), Optional.empty());

    public OrgAccount {
        requireNonNull(lane, "lane");
        requireNonNull(oldestUnproven, "oldestUnproven");
        if ((accepted | duplicates | rejected | undecided | proven | refused) < 0) {
            throw new IllegalArgumentException("counts must be 0 or more");
        }
        if (proven + refused > accepted) {
            throw new IllegalArgumentException(
                    "only what was accepted can be proven or refused, got %d and %d of %d"
                            .formatted(proven, refused, accepted));
        }
    }

    /** Whether the org's Arc is being filled. */
    public sealed interface Lane {
        /** It is, as far as the sink knows. */
        record Open() implements Lane {}

        /**
         * It waits for its Arc in at least one partition; the memories wait in the log.
         *
         * @param reason never content
         */
        record Closed(String reason) implements Lane {}
    }

    /** What came in and is in the log, or was. */
    public long received() {
        return accepted + duplicates + rejected + undecided;
    }

    /** Accepted, and neither proven nor refused yet. */
    public long inFlight() {
        return accepted - proven - refused;
    }
}
