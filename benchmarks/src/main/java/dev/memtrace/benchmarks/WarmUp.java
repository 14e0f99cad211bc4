package dev.memtrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes every path for a while before anything is measured, so that it runs as compiled code. */
final class WarmUp {
    /** Of the rows that are to be in the store in the end; twice. */
    private static final double SHARE = 0.1;

    private static final int CONNECTIONS = 16;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration READS_MIN = Duration.ofMillis(200);

    /** What compiles less than this in a second is done with what matters. */
    private static final long QUIET_MILLIS = 50;

    private WarmUp() {}

    static void run(Stage.Bed bed) {
        long memories = (long) (SHARE * bed.options().rows());
        var time = bed.options().stageTime();
        HttpLoad.run(bed.rig(), BatchClients.upTo(bed, false, memories, time));
        HttpLoad.run(bed.rig(), BatchClients.upTo(bed, true, memories, time));
        var singles = SingleClients.of(bed, CONNECTIONS, new Latencies(), new AtomicBoolean());
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(singles, time.dividedBy(5)));
        bed.rig().awaitStored(bed.workload().acknowledged(), EndToEnd.PATIENCE);
        var readTime = time.dividedBy(10);
        var brief =
                bed.options()
                        .withStageTime(readTime.compareTo(READS_MIN) < 0 ? READS_MIN : readTime);
        for (var question : Question.values()) {
            var _ = new Reads(question, 0).run(new Stage.Bed(bed.rig(), bed.workload(), brief));
        }
        awaitCompiler(time);
    }

    /** The compiler works off what it was given; without this it would do so in the first stage. */
    private static void awaitCompiler(Duration patience) {
        var compiler = ManagementFactory.getCompilationMXBean();
        long giveUpNanos = System.nanoTime() + patience.toNanos();
        long before = 0;
        long now = compiler.getTotalCompilationTime();
        while (now - before > QUIET_MILLIS && System.nanoTime() < giveUpNanos) {
            Pause.of(LOOK_AGAIN);
            before = now;
            now = compiler.getTotalCompilationTime();
        }
    }
}
