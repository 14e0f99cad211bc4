package dev.memtrace.inbox;

import java.util.concurrent.atomic.LongAdder;

/** What this instance has done since its start. Thread-safe. */
public final class InboxMetrics {
    private final LongAdder records = new LongAdder();
    private final LongAdder memories = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder lostPlaces = new LongAdder();
    private volatile int inboxes;

    void taken(int count) {
        records.increment();
        memories.add(count);
    }

    void rejected(long count) {
        rejected.add(count);
    }

    /** Records were gone from an inbox before they were read. */
    void lostPlace() {
        lostPlaces.increment();
    }

    void inboxes(int count) {
        inboxes = count;
    }

    /** In the Prometheus exposition format. */
    public String exposition() {
        return """
                # HELP inbox_records_total Records that were read from inboxes, by outcome.
                # TYPE inbox_records_total counter
                inbox_records_total{outcome="taken"} %d
                inbox_records_total{outcome="rejected"} %d
                # HELP inbox_memories_total Memories in them, handed on to dedup.
                # TYPE inbox_memories_total counter
                inbox_memories_total %d
                # HELP inbox_lost_places_total Times that an inbox had dropped what was still to be read.
                # TYPE inbox_lost_places_total counter
                inbox_lost_places_total %d
                # HELP inbox_topics Inboxes that are read.
                # TYPE inbox_topics gauge
                inbox_topics %d
                """
                .formatted(
                        records.sum(), rejected.sum(), memories.sum(), lostPlaces.sum(), inboxes);
    }
}
