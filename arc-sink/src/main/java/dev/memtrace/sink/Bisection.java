package dev.memtrace.sink;

import dev.memtrace.arc.WriteOutcome;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the rows that Arc refuses, by writing ever smaller halves of a refused batch. The others
 * are written on the way.
 */
record Bisection(Function<List<Batch.Row>, WriteOutcome> write) {
    /**
     * Writes all of {@code rows} that Arc takes and adds the others to {@code refused}.
     *
     * @return false if Arc stopped answering on the way; some rows may then be stored
     */
    boolean findRefused(List<Batch.Row> rows, Set<Batch.Row> refused) {
        if (rows.size() == 1) {
            refused.add(rows.getFirst());
            return true;
        }
        int middle = rows.size() / 2;
        return half(rows.subList(0, middle), refused)
                && half(rows.subList(middle, rows.size()), refused);
    }

    private boolean half(List<Batch.Row> rows, Set<Batch.Row> refused) {
        return switch (write.apply(rows)) {
            case WriteOutcome.Accepted() -> true;
            case WriteOutcome.Refused(var _, var memoriesFault) ->
                    memoriesFault && findRefused(rows, refused);
            case WriteOutcome.TryLater(var _) -> false;
        };
    }
}
