package dev.memtrace.sink;

import java.util.concurrent.atomic.LongAdder;

/** What this instance has done since its start. Thread-safe. */
public final class SinkMetrics {
    private final LongAdder taken = new LongAdder();
    private final LongAdder foundStored = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder batchRows = new LongAdder();
    private final LongAdder writeNanos = new LongAdder();
    private final LongAdder missing = new LongAdder();
    private final LongAdder lostPlaces = new LongAdder();
    private volatile int lanesClosed;

    /** Arc has taken them, which proves nothing. */
    void taken(int memories) {
        taken.add(memories);
    }

    /** Arc has taken them and does not have them. */
    void missing(long memories) {
        missing.add(memories);
    }

    /** Memories were gone from the log before they were stored. */
    void lostPlace() {
        lostPlaces.increment();
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

    void lanesClosed(int lanes) {
        lanesClosed = lanes;
    }

    /** In the Prometheus exposition format. */
    public String exposition() {
        return """
                # HELP sink_memories_total Memories that left the sink, by outcome.
                # TYPE sink_memories_total counter
                sink_memories_total{outcome="taken"} %d
                sink_memories_total{outcome="found_stored"} %d
                sink_memories_total{outcome="refused"} %d
                sink_memories_total{outcome="missing"} %d
                # HELP sink_lost_places_total Times that the log had dropped what was still to be stored.
                # TYPE sink_lost_places_total counter
                sink_lost_places_total %d
                # TYPE sink_batches_total counter
                sink_batches_total %d
                # TYPE sink_batch_memories_total counter
                sink_batch_memories_total %d
                # TYPE sink_write_duration_seconds_total counter
                sink_write_duration_seconds_total %s
                # HELP sink_lanes_closed Lanes (org and partition) whose memories wait in the log.
                # TYPE sink_lanes_closed gauge
                sink_lanes_closed %d
                """
                .formatted(
                        taken.sum(),
                        foundStored.sum(),
                        refused.sum(),
                        missing.sum(),
                        lostPlaces.sum(),
                        batches.sum(),
                        batchRows.sum(),
                        writeNanos.sum() / 1e9,
                        lanesClosed);
    }
}
