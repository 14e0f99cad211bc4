package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.MemoryBatch;
import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.sink.OpenedBatch.OpenedRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes rows of one org to its Arc, and finds those that it will never take. Thread-safe. */
final class RowWrites {
    private final ArcClient arc;
    private final long logEpoch;
    private final SinkMetrics metrics;

    RowWrites(ArcClient arc, long logEpoch, SinkMetrics metrics) {
        this.arc = arc;
        this.logEpoch = logEpoch;
        this.metrics = metrics;
    }

    /** What became of the rows. */
    sealed interface Result {
        /** Arc has taken all, but for those that it refuses for good, with its reasons. */
        record Done(Map<OpenedRow, String> refused) implements Result {}

        /** Nothing is known of them, or nothing was taken. */
        record TryLater(String reason, boolean mayBeStored) implements Result {}

        /**
         * None is taken, and Arc says that it is their fault. Whether it is shows when Arc takes
         * another one.
         *
         * @param reasons what Arc said of each
         */
        record AllRefused(Map<OpenedRow, String> reasons) implements Result {
            String reason() {
                return reasons.values().iterator().next();
            }
        }
    }

    Result write(ArcBinding binding, List<OpenedRow> rows) {
        long start = System.nanoTime();
        var outcome = arc.write(binding, encode(rows, logEpoch));
        metrics.wrote(rows.size(), System.nanoTime() - start);
        return switch (outcome) {
            case WriteOutcome.Accepted() -> {
                metrics.taken(rows.size());
                yield new Result.Done(Map.of());
            }
            case WriteOutcome.TryLater(var reason, var mayBeStored) ->
                    new Result.TryLater(reason, mayBeStored);
            case WriteOutcome.Refused(var reason, var memoriesFault) ->
                    memoriesFault
                            ? isolate(binding, rows, reason)
                            : new Result.TryLater(reason, false);
        };
    }

    /**
     * A refusal is a memory's own fault only if the rest of its org's rows is then accepted;
     * otherwise it is Arc's or ours.
     */
    private Result isolate(ArcBinding binding, List<OpenedRow> rows, String reason) {
        var refused = new LinkedHashMap<OpenedRow, String>();
        var halves = new Bisection(some -> arc.write(binding, encode(some, logEpoch)));
        if (!halves.findRefused(rows, reason, refused)) {
            return new Result.TryLater(reason, true);
        }
        if (refused.size() == rows.size()) {
            return new Result.AllRefused(refused);
        }
        metrics.taken(rows.size() - refused.size());
        return new Result.Done(refused);
    }

    static MemoryBatch encode(List<OpenedRow> rows, long logEpoch) {
        // Bounded when the rows came in; here every row must go in.
        var columns = new MemoryBatchBuilder(rows.size(), Integer.MAX_VALUE);
        for (var opened : rows) {
            var row = opened.row();
            int partition = row.partition().partition();
            if (!columns.add(opened.memory(), logEpoch, partition, row.offset())) {
                throw new IllegalStateException("a batch of " + rows.size() + " rows does not fit");
            }
        }
        return columns.build();
    }
}
