package dev.memtrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Batches that come in at a steady rate while something else is measured. */
final class SteadyIngest implements AutoCloseable {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(35);

    private final Stage.Bed bed;
    private final int perSecond;
    private final long startNanos = System.nanoTime();
    private final long before;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean stopRequested;
    private Thread thread;

    private SteadyIngest(Stage.Bed bed, int perSecond) {
        this.bed = bed;
        this.perSecond = perSecond;
        this.before = bed.workload().acknowledged();
    }

    static SteadyIngest start(Stage.Bed bed, int perSecond) {
        var ingest = new SteadyIngest(bed, perSecond);
        ingest.thread = Thread.ofPlatform().name("bench-client-ingest").daemon().start(ingest::run);
        return ingest;
    }

    private void run() {
        var bodies = bed.workload().batches(BatchClients.COUNT);
        long everyNanos = TimeUnit.SECONDS.toNanos(1) * Workload.BATCH / perSecond;
        long dueNanos = startNanos;
        try (var connection = bed.rig().connect()) {
            while (!stopRequested) {
                Pause.until(dueNanos);
                BatchClients.send(bed, connection, bodies, true);
                dueNanos += everyNanos;
            }
        } catch (IOException | RuntimeException e) {
            failure.set(e);
        }
    }

    /**
     * What really came in so far.
     *
     * @throws StageFailedException if nothing does any more
     */
    double perSecond() {
        if (failure.get() != null) {
            throw new StageFailedException("ingest failed meanwhile", failure.get());
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return (bed.workload().acknowledged() - before) / seconds;
    }

    @Override
    public void close() {
        stopRequested = true;
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
