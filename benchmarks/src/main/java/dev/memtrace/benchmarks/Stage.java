package dev.memtrace.benchmarks;

import java.util.Optional;

/** Something to measure against a running Memtrace. */
interface Stage {
    /** What is measured, as the table names it. */
    String name();

    /** What should be reached, if anything is promised. */
    default Optional<Goal> goal() {
        return Optional.empty();
    }

    /**
     * Measures it.
     *
     * @throws StageFailedException if there is no figure
     */
    Result run(Bed bed);

    /**
     * What the stages share.
     *
     * @param options how large the run is
     */
    record Bed(Rig rig, Workload workload, BenchOptions options) {}

    /** A rate of this stage. */
    default Result rate(double perSecond, String note) {
        return new Result.Rate(name(), perSecond, goal(), note);
    }

    /** Durations of this stage. */
    default Result timing(Latencies latencies, String note) {
        return new Result.Timing(name(), latencies.summary(), goal(), note);
    }
}
