package dev.memtrace.benchmarks;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long a client at the HTTP door waits for the verdict on one memory while something goes on at
 * the Kafka door, against the same alone, in turns.
 */
record SinglesBeside(Neighbour.Kind kind) implements Stage {
    private static final int TURNS = 2;
    private static final int PER_SECOND = 200;
    private static final int CONNECTIONS = 64;
    private static final double SLOWER_MAX = 1.5;

    @Override
    public String name() {
        return "single POST at 200/s beside " + kind.text();
    }

    @Override
    public Result run(Bed bed) {
        var time = bed.options().stageTime();
        var alone = new Latencies();
        var beside = new Latencies();
        int done = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            measure(bed, time, alone);
            try (var neighbour = Neighbour.start(bed, kind)) {
                measure(bed, time, beside);
                done += neighbour.done();
            }
        }
        double aloneMillis = alone.summary().p99Millis();
        return new Result.Timing(
                name(),
                beside.summary(),
                Optional.of(new Goal.P99(SLOWER_MAX * aloneMillis)),
                String.format(
                        Locale.ROOT,
                        "alone p50 %.1f, p99 %.1f ms; %d turns, %s",
                        alone.summary().p50Millis(),
                        aloneMillis,
                        TURNS,
                        kind.amount(done)));
    }

    private static void measure(Bed bed, Duration time, Latencies latencies) {
        var isMeasured = new AtomicBoolean();
        var clients = SingleClients.of(bed, CONNECTIONS, latencies, isMeasured);
        HttpLoad.run(bed.rig(), HttpLoad.paced(clients, PER_SECOND, time.dividedBy(5)));
        isMeasured.set(true);
        HttpLoad.run(bed.rig(), HttpLoad.paced(clients, PER_SECOND, time));
    }
}
