package dev.memtrace.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How fast memories get from the first request into the store, until the last one can be read. */
record EndToEnd() implements Stage {
    /** How long memories may take to become readable. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * Of the rows that are to be in the store; fewer would measure the interval in which the sink
     * writes its last rows.
     */
    private static final double SHARE_MIN = 0.4;

    /** A machine that is slower fills the store in part only. */
    private static final int ROWS_PER_SECOND_MIN = 10_000;

    @Override
    public String name() {
        return "end to end: sent, judged, in the store";
    }

    @Override
    public Optional<Goal> goal() {
        return Optional.of(new Goal.PerSecond(40_000));
    }

    @Override
    public Result run(Bed bed) {
        var workload = bed.workload();
        long rows = bed.options().rows();
        long before = bed.rig().storedRows();
        // Up to the last one of the timeline, whose sessions are those of today.
        long memories = Math.max(rows - workload.numbered(), (long) (SHARE_MIN * rows));
        var patience = PATIENCE.plusSeconds(rows / ROWS_PER_SECOND_MIN);
        var clients = BatchClients.upTo(bed, true, memories, patience);
        long startNanos = System.nanoTime();
        HttpLoad.run(bed.rig(), clients);
        double answered = secondsSince(startNanos);
        bed.rig().awaitStored(workload.acknowledged(), PATIENCE);
        double readable = secondsSince(startNanos);
        return rate(
                (workload.acknowledged() - before) / readable,
                String.format(
                        Locale.ROOT,
                        "%,d memories, respond-async; last answer after %.1f s, last one readable after %.1f s",
                        workload.acknowledged() - before,
                        answered,
                        readable));
    }

    private static double secondsSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
