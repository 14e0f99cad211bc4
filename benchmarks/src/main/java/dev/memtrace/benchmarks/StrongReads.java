package dev.memtrace.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** What it costs a list to wait until it is complete: strong and eventual ones take turns. */
record StrongReads(int ingestPerSecond) implements Stage {
    private static final long SEED = 11;

    @Override
    public String name() {
        return String.format(Locale.ROOT, "strong list while %,d/s come in", ingestPerSecond);
    }

    @Override
    public Optional<Goal> goal() {
        return Optional.empty();
    }

    @Override
    public Result run(Bed bed) {
        try (var _ = SteadyIngest.start(bed, ingestPerSecond)) {
            var time = bed.options().stageTime();
            var _ = ask(bed, time.dividedBy(10));
            var measured = ask(bed, time);
            var eventual = measured.eventual().summary();
            return timing(
                    measured.strong(),
                    String.format(
                            Locale.ROOT,
                            "eventual ones in turn with them: p50 %.1f ms, p99 %.1f ms",
                            eventual.p50Millis(),
                            eventual.p99Millis()));
        }
    }

    private record Measured(Latencies strong, Latencies eventual) {}

    private static Measured ask(Bed bed, Duration time) {
        var random = new Random(SEED);
        var measured = new Measured(new Latencies(), new Latencies());
        HttpLoad.TimedClient client =
                (connection, _) -> {
                    var question = Question.LIST.next(bed, random);
                    boolean isStrongFirst = random.nextBoolean(); // the second finds more in caches
                    for (boolean isStrong : new boolean[] {isStrongFirst, !isStrongFirst}) {
                        long start = System.nanoTime();
                        var _ =
                                HttpLoad.send(
                                        connection, isStrong ? question : question.eventual());
                        var latencies = isStrong ? measured.strong() : measured.eventual();
                        latencies.add(System.nanoTime() - start);
                    }
                };
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(List.of(client), time));
        return measured;
    }
}
