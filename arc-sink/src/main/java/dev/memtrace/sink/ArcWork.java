package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcConfig;
import dev.memtrace.arc.ArcException;
import dev.memtrace.core.memory.OrgId;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is done at an org's Arc: rows are written, and looked for. Calls block; any thread may make
 * them, for one org one after the other.
 */
final class ArcWork {
    /** A buffer that was not emptied within one horizon is slow; within three, it is gone. */
    static final int HORIZONS_TO_RESEND = 3;

    private final ArcClient arc;
    private final StoredRows stored;
    private final RowWrites writes;
    private final ArcConfig config;
    private final boolean isProving;
    private final SinkMetrics metrics;
    private final InstantSource steady;

    /**
     * @param wall tells the hour
     * @param steady tells how much time has gone by; never goes back, and never jumps
     */
    ArcWork(
            ArcClient arc,
            SinkConfig config,
            long logEpoch,
            SinkMetrics metrics,
            Clock wall,
            InstantSource steady) {
        this.arc = arc;
        this.stored = new StoredRows(arc, logEpoch, wall);
        this.writes = new RowWrites(arc, logEpoch, metrics);
        this.config = config.arc();
        this.isProving = config.isProving();
        this.metrics = metrics;
        this.steady = steady;
    }

    /** Writes those rows of a batch that Arc does not have. */
    Answer deliver(ArcBinding binding, OrgId org, Batch batch) {
        var opened = OpenedBatch.of(batch);
        var found = new FoundRows();
        try {
            for (var part : opened.parts()) {
                found.add(part.track(), askFor(binding, org, part));
            }
        } catch (ArcException e) {
            return new Answer.Trouble(e.getMessage(), false, false);
        }
        metrics.foundStored(found.size());
        int missing = opened.countAsked() - found.size();
        if (missing > 0 && !batch.mayResend()) {
            return new Answer.TooEarly();
        }
        var toWrite = opened.without(found);
        if (toWrite.isEmpty()) {
            return new Answer.Taken(opened.sent(steady.instant()).asProven());
        }
        return switch (writes.write(binding, toWrite)) {
            case RowWrites.Result.Done(var refused) -> {
                opened.refuse(refused);
                yield proveAtOnce(binding, org, opened.sent(steady.instant()));
            }
            case RowWrites.Result.TryLater(var reason, var mayBeStored) ->
                    new Answer.Trouble(reason, mayBeStored, false);
            case RowWrites.Result.AllRefused refusal -> {
                if (!takesAgain(binding, opened.firstOf(found))) {
                    yield new Answer.Trouble(refusal.reason(), false, true);
                }
                opened.refuse(refusal.reasons());
                yield proveAtOnce(binding, org, opened.sent(steady.instant()));
            }
        };
    }

    /**
     * Whether Arc takes a row that it has already: then those that it refuses beside it are at
     * fault. They may have had no other company since we, or a predecessor, wrote the rest. The
     * copy does no harm, a row counts once.
     */
    private boolean takesAgain(ArcBinding binding, Optional<OpenedBatch.OpenedRow> row) {
        return row.map(it -> writes.write(binding, List.of(it)))
                .filter(RowWrites.Result.Done.class::isInstance)
                .isPresent();
    }

    private Set<Long> askFor(ArcBinding binding, OrgId org, OpenedBatch.Part part) {
        var asked = part.asked();
        if (asked.isEmpty()) {
            return Set.of();
        }
        var range =
                new StoredRows.Range(
                        part.track().partition().partition(),
                        asked.getFirst().row().offset(),
                        asked.getLast().row().offset());
        var known = stored.offsets(binding, org, range, OpenedBatch.times(asked));
        return asked.stream()
                .map(it -> it.row().offset())
                .filter(known::contains)
                .collect(Collectors.toSet());
    }

    /** Where rows are there when Arc says so, nothing has to be waited for. */
    private Answer proveAtOnce(ArcBinding binding, OrgId org, Sent sent) {
        if (!isProving) {
            return new Answer.Taken(sent.asProven());
        }
        if (config.flushHorizon(binding).isPositive()) {
            return new Answer.Taken(sent);
        }
        return switch (prove(binding, org, List.of(sent))) {
            case Answer.AllThere() -> new Answer.Taken(sent.asProven());
            case Answer other -> other;
        };
    }

    /** Looks for all that was sent. */
    Answer prove(ArcBinding binding, OrgId org, List<Sent> ripe) {
        try {
            long missing = new Proof(ripe).missing(stored, binding, org);
            if (missing == 0) {
                return new Answer.AllThere();
            }
            metrics.missing(missing);
            return new Answer.Missing((int) missing, mayResendAt(binding, ripe));
        } catch (ArcException e) {
            return new Answer.Trouble(e.getMessage(), true, false);
        }
    }

    /**
     * When what is missing can no longer come out of Arc's buffer: after three horizons; or, if Arc
     * has started anew since, when what its log gave back to it would be there.
     */
    private Instant mayResendAt(ArcBinding binding, List<Sent> ripe) {
        var horizon = config.flushHorizon(binding);
        var sentAt = ripe.getLast().at();
        var usual = sentAt.plus(horizon.multipliedBy(HORIZONS_TO_RESEND));
        var asked = steady.instant();
        return arc.uptime(binding)
                .map(asked::minus)
                .filter(started -> started.isAfter(ripe.getFirst().at()))
                .map(started -> started.isAfter(sentAt) ? started : sentAt)
                .map(latest -> latest.plus(horizon))
                .filter(usual::isAfter)
                .orElse(usual);
    }
}
