package dev.memtrace.benchmarks;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures a whole Memtrace in this process, over loopback, in a directory that it removes. */
public final class Bench {
    private static final Logger LOGGER = LoggerFactory.getLogger(Bench.class);
    private static final int MEANWHILE_PER_SECOND = 10_000;

    /** Above this the figures say more about the neighbours. */
    private static final double OTHERS_MAX = 0.1;

    private Bench() {}

    /** The order matters: the first ones fill the store that the later ones read. */
    private static List<Stage> stages() {
        return List.of(
                new Ceiling(),
                new SinkRate(),
                new BatchIngest(false, 0.15),
                new BatchIngest(true, 0.25),
                new EndToEnd(),
                new Reads(Question.LIST, 0),
                new Reads(Question.SEARCH, 0),
                new Reads(Question.CONTEXT, 0),
                new Reads(Question.LIST, MEANWHILE_PER_SECOND),
                new Reads(Question.SEARCH, MEANWHILE_PER_SECOND),
                new Reads(Question.CONTEXT, MEANWHILE_PER_SECOND),
                new SingleLatency(),
                new SingleRate(),
                new ReadYourWrites(false, 1),
                new ReadYourWrites(true, 20),
                new StrongReads(MEANWHILE_PER_SECOND),
                new InboxRate(),
                new SinglesBeside(Neighbour.Kind.RECORDS),
                new SinglesBeside(Neighbour.Kind.DELETIONS));
    }

    /**
     * Runs all stages, a few minutes long; one that fails does not keep the others from running.
     *
     * @param progress is told what is being done
     */
    public static Report run(BenchOptions options, PrintWriter progress) {
        var start = Instant.now();
        say(progress, "starting a Memtrace for the bench");
        try (var directory = TemporaryDirectory.create();
                var rig = Rig.start(directory.path(), options.settings())) {
            var bed = new Stage.Bed(rig, new Workload(start, options.rows()), options);
            say(progress, "warming up");
            WarmUp.run(bed);
            var results = new ArrayList<Result>();
            for (var stage : stages()) {
                say(progress, stage.name());
                var result = result(stage, bed);
                progress.println("      " + result.brief());
                progress.flush();
                results.add(result);
            }
            rig.awaitStored(bed.workload().acknowledged(), EndToEnd.PATIENCE);
            var accounts = new Report.Accounts(bed.workload().acknowledged(), rig.storedRows());
            return new Report(options, results, accounts, Duration.between(start, Instant.now()));
        }
    }

    private static Result result(Stage stage, Stage.Bed bed) {
        var processors = new Processors();
        try {
            var result = stage.run(bed);
            double others = processors.takenByOthers();
            return others < OTHERS_MAX
                    ? result
                    : result.noting(
                            String.format(
                                    Locale.ROOT,
                                    "other processes took %.0f %% of the processors",
                                    100 * others));
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).addKeyValue("stage", stage.name()).log("a stage failed");
            return new Result.Failed(stage.name(), stage.goal(), String.valueOf(e.getMessage()));
        }
    }

    private static void say(PrintWriter progress, String what) {
        progress.println("  " + what + " ...");
        progress.flush();
    }
}
