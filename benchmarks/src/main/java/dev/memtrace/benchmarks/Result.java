package dev.memtrace.benchmarks;

import java.util.Locale;
import java.util.Optional;

/** What one stage found out: a line of the table. */
sealed interface Result {
    /** What was measured. */
    String stage();

    /** What it should have reached. */
    Optional<Goal> goal();

    /** What one should know to read the figures. */
    String note();

    /** The figure alone, for whoever watches the run. */
    default String brief() {
        return switch (this) {
            case Rate(_, var perSecond, _, _) ->
                    String.format(Locale.ROOT, "%,.0f per second", perSecond);
            case Timing(_, var summary, _, _) ->
                    String.format(
                            Locale.ROOT,
                            "p50 %.1f ms, p99 %.1f ms",
                            summary.p50Millis(),
                            summary.p99Millis());
            case Failed(_, _, var note) -> "failed: " + note;
        };
    }

    /** The same with something more to know. */
    default Result noting(String more) {
        var both = note().isEmpty() ? more : note() + "; " + more;
        return switch (this) {
            case Rate(var stage, var perSecond, var goal, _) ->
                    new Rate(stage, perSecond, goal, both);
            case Timing(var stage, var summary, var goal, _) ->
                    new Timing(stage, summary, goal, both);
            case Failed(var stage, var goal, _) -> new Failed(stage, goal, both);
        };
    }

    /** How much in a second. */
    record Rate(String stage, double perSecond, Optional<Goal> goal, String note)
            implements Result {}

    /** How long it took. */
    record Timing(String stage, Latencies.Summary summary, Optional<Goal> goal, String note)
            implements Result {}

    /** There is no figure. */
    record Failed(String stage, Optional<Goal> goal, String note) implements Result {}
}
