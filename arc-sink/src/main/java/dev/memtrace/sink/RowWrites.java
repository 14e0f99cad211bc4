package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.WriteOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes rows of one org to its Arc, and finds those that it will never take. */
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
        /** All are stored, but for those that Arc refuses for good, with its reasons. */
        record Done(Map<Batch.Row, String> refused) implements Result {}

        /** Some of them may be stored. */
        record TryLater(String reason) implements Result {}

        /**
         * None is stored, and Arc says that it is their fault. Whether it is shows when Arc takes
         * another one.
         */
        record AllRefused(String reason) implements Result {}
    }

    Result write(ArcBinding binding, List<Batch.Row> rows) {
        long start = System.nanoTime();
        var outcome = arc.write(binding, Batch.encode(rows, logEpoch));
        metrics.wrote(rows.size(), System.nanoTime() - start);
        return switch (outcome) {
            case WriteOutcome.Accepted() -> {
                metrics.stored(rows.size());
                yield new Result.Done(Map.of());
            }
            case WriteOutcome.TryLater(var reason) -> new Result.TryLater(reason);
            case WriteOutcome.Refused(var reason, var memoriesFault) ->
                    memoriesFault ? isolate(binding, rows, reason) : new Result.TryLater(reason);
        };
    }

    /**
     * A refusal is a memory's own fault only if the rest of its org's rows is then accepted;
     * otherwise it is Arc's or ours.
     */
    private Result isolate(ArcBinding binding, List<Batch.Row> rows, String reason) {
        var refused = new LinkedHashMap<Batch.Row, String>();
        var halves = new Bisection(some -> arc.write(binding, Batch.encode(some, logEpoch)));
        if (!halves.findRefused(rows, reason, refused)) {
            return new Result.TryLater(reason);
        }
        if (refused.size() == rows.size()) {
            return new Result.AllRefused(reason);
        }
        metrics.refused(refused.size());
        metrics.stored(rows.size() - refused.size());
        return new Result.Done(refused);
    }
}
