package dev.memtrace.benchmarks;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long a client waits for the verdict on one memory, at a rate that is no strain. */
record SingleLatency() implements Stage {
    private static final int PER_SECOND = 200;

    /** Enough for everybody who comes while answers take a third of a second. */
    private static final int CONNECTIONS = 64;

    @Override
    public String name() {
        return "single POST at 200/s";
    }

    @Override
    public Optional<Goal> goal() {
        return Optional.of(new Goal.Median(25));
    }

    @Override
    public Result run(Bed bed) {
        var latencies = new Latencies();
        var isMeasured = new AtomicBoolean();
        var clients = SingleClients.of(bed, CONNECTIONS, latencies, isMeasured);
        var time = bed.options().stageTime();
        HttpLoad.run(bed.rig(), HttpLoad.paced(clients, PER_SECOND, time.dividedBy(5)));
        isMeasured.set(true);
        HttpLoad.run(bed.rig(), HttpLoad.paced(clients, PER_SECOND, time));
        return timing(
                latencies,
                String.format(Locale.ROOT, "%,d requests, sent on time", latencies.count()));
    }
}
