package dev.memtrace.benchmarks;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many single memories get their verdicts in a second when many clients do nothing else. */
record SingleRate() implements Stage {
    private static final int CONNECTIONS = 64;

    @Override
    public String name() {
        return "single POST, 64 connections";
    }

    @Override
    public Result run(Bed bed) {
        var latencies = new Latencies();
        var isMeasured = new AtomicBoolean();
        var clients = SingleClients.of(bed, CONNECTIONS, latencies, isMeasured);
        var time = bed.options().stageTime();
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(clients, time.dividedBy(5)));
        isMeasured.set(true);
        long startNanos = System.nanoTime();
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(clients, time));
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        var summary = latencies.summary();
        return rate(
                summary.count() / seconds,
                String.format(
                        Locale.ROOT,
                        "answered after p50 %.1f ms, p99 %.1f ms",
                        summary.p50Millis(),
                        summary.p99Millis()));
    }
}
