package dev.memtrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes every path for a while before anything is measured, so that it runs as compiled code. What
 * is wanted is the rate of a service that has run for a while, and compiling takes a good part of
 * two processors for the first minute.
 */
final class WarmUp {
    /** Of the rows that are to be in the store in the end, for each round. */
    private static final double ROUND_SHARE = 0.05;

    /** Leaves rows enough for the stages that are to fill the store. */
    private static final int ROUNDS_MAX = 8;

    private static final int CONNECTIONS = 16;
    private static final Duration READS_MIN = Duration.ofMillis(200);

    /** Compiling that takes less of one processor than this no longer shows in the figures. */
    private static final double COMPILING_MAX = 0.1;

    private WarmUp() {}

    static void run(Stage.Bed bed) {
        var time = bed.options().stageTime();
        var singles = SingleClients.of(bed, CONNECTIONS, new Latencies(), new AtomicBoolean());
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(singles, time.dividedBy(5)));
        int rounds = 0;
        while (rounds < ROUNDS_MAX && compilingDuring(() -> ingest(bed)) > COMPILING_MAX) {
            rounds++;
        }
        var readTime = time.dividedBy(10);
        var brief =
                bed.options()
                        .withStageTime(readTime.compareTo(READS_MIN) < 0 ? READS_MIN : readTime);
        for (var question : Question.values()) {
            var _ = new Reads(question, 0).run(new Stage.Bed(bed.rig(), bed.workload(), brief));
        }
    }

    /** A round of batches, half of them with verdicts, until all are in the store. */
    private static void ingest(Stage.Bed bed) {
        long memories = (long) (ROUND_SHARE / 2 * bed.options().rows());
        var time = bed.options().stageTime();
        HttpLoad.run(bed.rig(), BatchClients.upTo(bed, false, memories, time));
        HttpLoad.run(bed.rig(), BatchClients.upTo(bed, true, memories, time));
        bed.rig().awaitStored(bed.workload().acknowledged(), EndToEnd.PATIENCE);
    }

    /** How much of a processor compiling took meanwhile. */
    private static double compilingDuring(Runnable work) {
        var compiler = ManagementFactory.getCompilationMXBean();
        long startNanos = System.nanoTime();
        long before = compiler.getTotalCompilationTime();
        work.run();
        double millis = (System.nanoTime() - startNanos) / 1e6;
        return (compiler.getTotalCompilationTime() - before) / millis;
    }
}
