package dev.memtrace.sink;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What this instance has done since its start. Thread-safe. */
public final class SinkMetrics {
    private final LongAdder stored = new LongAdder();
    private final LongAdder foundStored = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder batchRows = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();
    private volatile int lanesParked;
    private volatile String state = "filling";

    void entered(SinkState now) {
        state = now.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    void stored(int memories) {
        stored.add(memories);
    }

    void foundStored(int memories) {
        foundStored.add(memories);
    }

    void refused(int memories) {
        refused.add(memories);
    }

    void wrote(int memories, long nanos) {
        batches.increment();
        batchRows.add(memories);
        writeNanos.add(nanos);
    }

    void lanesParked(int lanes) {
        lanesParked = lanes;
    }

    /** In the Prometheus exposition format. */
    public String exposition() {
        return """
                # HELP sink_memories_total Memories that left the sink, by outcome.
                # TYPE sink_memories_total counter
                sink_memories_total{outcome="stored"} %d
                sink_memories_total{outcome="found_stored"} %d
                sink_memories_total{outcome="refused"} %d
                # TYPE sink_batches_total counter
                sink_batches_total %d
                # TYPE sink_batch_memories_total counter
                sink_batch_memories_total %d
                # TYPE sink_write_duration_seconds_total counter
                sink_write_duration_seconds_total %s
                # HELP sink_lanes_parked Lanes (org and partition) whose memories wait in the log.
                # TYPE sink_lanes_parked gauge
                sink_lanes_parked %d
                # TYPE sink_state gauge
                sink_state{state="%s"} 1
                """
                .formatted(
                        stored.sum(),
                        foundStored.sum(),
                        refused.sum(),
                        batches.sum(),
                        batchRows.sum(),
                        writeNanos.sum() / 1e9,
                        lanesParked,
                        state);
    }
}
