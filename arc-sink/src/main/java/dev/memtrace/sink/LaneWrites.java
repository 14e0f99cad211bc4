package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcException;
import dev.memtrace.core.memory.OrgId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rows of parked lanes, and remembers which lanes had better wait. One thread. */
final class LaneWrites {
    private static final Logger LOGGER = LoggerFactory.getLogger(LaneWrites.class);

    private final Arcs arcs;
    private final SinkMetrics metrics;

    /** An Arc that does not answer does so in none of its org's partitions. */
    private final Backoffs<OrgId> silent;

    /** A memory that is refused alone waits for one of its lane that is not. */
    private final Backoffs<Lane> refusing;

    LaneWrites(Arcs arcs, SinkMetrics metrics, Clock clock) {
        this.arcs = arcs;
        this.metrics = metrics;
        this.silent = new Backoffs<>(clock);
        this.refusing = new Backoffs<>(clock);
    }

    /** Whether there is an Arc to write to, and it is time to try. */
    boolean isReady(Lane lane) {
        return !silent.mustWait(lane.org())
                && !refusing.mustWait(lane)
                && arcs.bindingOf(lane.org()).isPresent();
    }

    /** Arc refuses all that there is of the lane now. */
    void refused(Lane lane) {
        refusing.failed(lane, Duration.ZERO);
    }

    /**
     * Whether its org's Arc has not answered the last time: then the first row that is found will
     * tell, and need not wait for others.
     */
    boolean isSuspect(Lane lane) {
        return silent.hasFailed(lane.org());
    }

    /**
     * Writes those rows of what was found that are not there yet.
     *
     * @param readingTook how long it took to find them
     * @return what nobody wants; empty if the lane has to wait, and some may be stored
     */
    Optional<List<Refusal>> write(Lane lane, Pass.Found found, Duration readingTook) {
        return write(lane, found.rows(), readingTook)
                .map(
                        refused -> {
                            var refusals = new ArrayList<>(found.refusals());
                            metrics.refused(refusals.size());
                            refused.forEach((row, reason) -> refusals.add(Refusal.of(row, reason)));
                            return refusals;
                        });
    }

    private Optional<Map<Batch.Row, String>> write(
            Lane lane, List<Batch.Row> rows, Duration readingTook) {
        if (rows.isEmpty()) {
            return Optional.of(Map.of());
        }
        var binding = arcs.bindingOf(lane.org());
        if (binding.isEmpty()) {
            return Optional.empty();
        }
        long start = System.nanoTime();
        var result = writeMissing(binding.get(), rows);
        return switch (result) {
            case RowWrites.Result.Done(var refused) -> {
                silent.succeeded(lane.org());
                refusing.succeeded(lane);
                yield Optional.of(refused);
            }
            case RowWrites.Result.TryLater(var reason) -> {
                silent.failed(lane.org(), Duration.ofNanos(System.nanoTime() - start));
                warn(lane, reason);
                yield Optional.empty();
            }
            case RowWrites.Result.AllRefused(var reason) -> {
                // It may have read a lot to find company for a bad memory.
                refusing.failed(lane, readingTook);
                warn(lane, reason);
                yield Optional.empty();
            }
        };
    }

    private RowWrites.Result writeMissing(ArcBinding binding, List<Batch.Row> rows) {
        try {
            // A predecessor, or an attempt without an answer, may have written some.
            var known = arcs.stored().of(binding, rows);
            var missing = rows.stream().filter(row -> !StoredRows.has(known, row)).toList();
            metrics.foundStored(rows.size() - missing.size());
            return missing.isEmpty()
                    ? new RowWrites.Result.Done(Map.of())
                    : arcs.writes().write(binding, missing);
        } catch (ArcException e) {
            return new RowWrites.Result.TryLater(e.getMessage());
        }
    }

    private static void warn(Lane lane, String reason) {
        LOGGER.atWarn()
                .addKeyValue("org", lane.org())
                .addKeyValue("partition", lane.partition())
                .addKeyValue("error", reason)
                .log("Arc did not take rows of a parked lane; trying again");
    }
}
