package dev.memtrace.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes every path for a while before anything is measured, so that it runs as compiled code. */
final class WarmUp {
    /** Of the rows that are to be in the store in the end. */
    private static final double SHARE = 0.05;

    private static final int CONNECTIONS = 16;

    private WarmUp() {}

    static void run(Stage.Bed bed) {
        long memories = (long) (SHARE * bed.options().rows());
        var time = bed.options().stageTime();
        HttpLoad.run(bed.rig(), BatchClients.upTo(bed, false, memories, time));
        HttpLoad.run(bed.rig(), BatchClients.upTo(bed, true, memories, time));
        var singles = SingleClients.of(bed, CONNECTIONS, new Latencies(), new AtomicBoolean());
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(singles, time.dividedBy(5)));
        bed.rig().awaitStored(bed.workload().acknowledged(), EndToEnd.PATIENCE);
        var brief = bed.options().withStageTime(atLeast(time.dividedBy(10)));
        for (var question : Question.values()) {
            var _ = new Reads(question, 0).run(new Stage.Bed(bed.rig(), bed.workload(), brief));
        }
    }

    private static Duration atLeast(Duration time) {
        var least = Duration.ofMillis(200);
        return time.compareTo(least) < 0 ? least : time;
    }
}
