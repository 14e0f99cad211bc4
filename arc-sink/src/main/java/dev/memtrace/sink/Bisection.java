package dev.memtrace.sink;

import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.sink.OpenedBatch.OpenedRow;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the rows that Arc refuses, by writing ever smaller halves of a refused batch. The others
 * are written on the way.
 */
record Bisection(Function<List<OpenedRow>, WriteOutcome> write) {
    /**
     * Writes all of {@code rows} that Arc takes and adds the others to {@code refused}, each with
     * what Arc said of it alone.
     *
     * @param reason why Arc refused all of them together
     * @return false if Arc stopped answering on the way; some rows may then be stored
     */
    boolean findRefused(List<OpenedRow> rows, String reason, Map<OpenedRow, String> refused) {
        if (rows.size() == 1) {
            refused.put(rows.getFirst(), reason);
            return true;
        }
        int middle = rows.size() / 2;
        return half(rows.subList(0, middle), refused)
                && half(rows.subList(middle, rows.size()), refused);
    }

    private boolean half(List<OpenedRow> rows, Map<OpenedRow, String> refused) {
        return switch (write.apply(rows)) {
            case WriteOutcome.Accepted() -> true;
            case WriteOutcome.Refused(var reason, var memoriesFault) ->
                    memoriesFault && findRefused(rows, reason, refused);
            case WriteOutcome.TryLater(var _, var _) -> false;
        };
    }
}
