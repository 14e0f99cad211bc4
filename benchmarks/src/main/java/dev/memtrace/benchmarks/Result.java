package dev.memtrace.benchmarks;

import java.util.Optional;

/** What one stage found out: a line of the table. */
sealed interface Result {
    /** What was measured. */
    String stage();

    /** What it should have reached. */
    Optional<Goal> goal();

    /** What one should know to read the figures. */
    String note();

    /** How much in a second. */
    record Rate(String stage, double perSecond, Optional<Goal> goal, String note)
            implements Result {}

    /** How long it took. */
    record Timing(String stage, Latencies.Summary summary, Optional<Goal> goal, String note)
            implements Result {}

    /** There is no figure. */
    record Failed(String stage, Optional<Goal> goal, String note) implements Result {}
}
