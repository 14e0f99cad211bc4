package dev.memtrace.dedup;

import java.util.concurrent.atomic.LongAdder;

/** What this instance has decided since its start. Thread-safe. */
public final class DedupMetrics {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    void accepted() {
        accepted.increment();
    }

    void duplicate() {
        duplicates.increment();
    }

    void rejected() {
        rejected.increment();
    }

    /** Memories that were judged. */
    long judged() {
        return accepted.sum() + duplicates.sum();
    }

    /** In the Prometheus exposition format. */
    public String exposition() {
        return """
                # HELP dedup_memories_total Memories judged, by verdict. An aborted transaction's are counted again.
                # TYPE dedup_memories_total counter
                dedup_memories_total{verdict="accepted"} %d
                dedup_memories_total{verdict="duplicate"} %d
                dedup_memories_total{verdict="rejected"} %d
                """
                .formatted(accepted.sum(), duplicates.sum(), rejected.sum());
    }
}
