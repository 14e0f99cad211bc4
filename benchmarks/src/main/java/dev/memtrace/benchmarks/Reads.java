package dev.memtrace.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long reads take when the store is full.
 *
 * @param ingestPerSecond memories that come in meanwhile
 */
record Reads(Question question, int ingestPerSecond) implements Stage {
    private static final long SEED = 7;
    private static final Duration SETTLING_MIN = Duration.ofMillis(500);

    @Override
    public String name() {
        return ingestPerSecond == 0
                ? question.text()
                : String.format(
                        Locale.ROOT, "%s while %,d/s come in", question.text(), ingestPerSecond);
    }

    @Override
    public Optional<Goal> goal() {
        return switch (question) {
            case LIST, CONTEXT -> Optional.of(new Goal.P99(100));
            case SEARCH -> Optional.empty();
        };
    }

    @Override
    public Result run(Bed bed) {
        if (ingestPerSecond == 0) {
            return timing(measured(bed), "");
        }
        try (var ingest = SteadyIngest.start(bed, ingestPerSecond)) {
            var result = measured(bed);
            return timing(
                    result, String.format(Locale.ROOT, ", %,.0f/s came in", ingest.perSecond()));
        }
    }

    private Result timing(Measured measured, String more) {
        return timing(
                measured.latencies(),
                String.format(
                        Locale.ROOT,
                        "%,d requests by one client, %d %% found something%s",
                        measured.latencies().count(),
                        measured.percentFound(),
                        more));
    }

    /**
     * What was measured.
     *
     * @param percentFound of the answers had memories in them
     */
    private record Measured(Latencies latencies, int percentFound) {}

    private Measured measured(Bed bed) {
        var time = bed.options().stageTime();
        var settling = time.dividedBy(10);
        ask(bed, settling.compareTo(SETTLING_MIN) < 0 ? SETTLING_MIN : settling);
        return ask(bed, time);
    }

    private Measured ask(Bed bed, Duration time) {
        var random = new Random(SEED);
        var latencies = new Latencies();
        var empty = new AtomicInteger();
        HttpLoad.TimedClient client =
                (connection, intendedNanos) -> {
                    var _ = HttpLoad.send(connection, question.next(bed, random));
                    latencies.add(System.nanoTime() - intendedNanos);
                    if (connection.body().contains("count\":0")) {
                        empty.incrementAndGet();
                    }
                };
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(List.of(client), time));
        int asked = latencies.count();
        return new Measured(latencies, 100 * (asked - empty.get()) / Math.max(1, asked));
    }
}
