package dev.memtrace.benchmarks;

import java.util.Locale;
import java.util.Optional;

/**
 * How fast batches are answered.
 *
 * @param isAsync answered when durable, or when judged
 * @param share of the rows that are to be in the store in the end
 */
record BatchIngest(boolean isAsync, double share) implements Stage {
    @Override
    public String name() {
        return isAsync ? "batch ingest, respond-async" : "batch ingest, with verdicts";
    }

    @Override
    public Optional<Goal> goal() {
        return Optional.of(new Goal.ShareOfCeiling(0.25));
    }

    @Override
    public Result run(Bed bed) {
        var workload = bed.workload();
        long before = workload.acknowledged();
        long memories = (long) (share * bed.options().rows());
        var clients = BatchClients.upTo(bed, isAsync, memories, bed.options().stageTime());
        long startNanos = System.nanoTime();
        HttpLoad.run(bed.rig(), clients);
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        long done = workload.acknowledged() - before;
        bed.rig().awaitStored(workload.acknowledged(), EndToEnd.PATIENCE);
        return rate(
                done / seconds,
                String.format(
                        Locale.ROOT,
                        "%,d memories, %d to a request, %d connections",
                        done,
                        Workload.BATCH,
                        BatchClients.COUNT));
    }
}
