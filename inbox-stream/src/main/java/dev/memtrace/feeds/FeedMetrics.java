package dev.memtrace.feeds;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What this instance has done since its start. Thread-safe. */
public final class FeedMetrics {
    private final InstantSource clock;
    private final LongAdder mirrored = new LongAdder();
    private final LongAdder ownerless = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder lostPlaces = new LongAdder();
    private volatile int feeds;
    private volatile Optional<Instant> oldest = Optional.empty();

    FeedMetrics(InstantSource clock) {
        this.clock = clock;
    }

    void mirrored(int memories) {
        mirrored.add(memories);
    }

    /** Its org is deleted. */
    void ownerless() {
        ownerless.increment();
    }

    void undecodable() {
        undecodable.increment();
    }

    /** Memories were gone from the accepted topic before they were mirrored. */
    void lostPlace() {
        lostPlaces.increment();
    }

    void feeds(int count) {
        feeds = count;
    }

    /**
     * How far it is behind.
     *
     * @param acceptedAt of the oldest memory that was read and is not mirrored yet; empty if there
     *     is none
     */
    void oldest(Optional<Instant> acceptedAt) {
        oldest = acceptedAt;
    }

    private double delaySeconds() {
        // Kafka's clock against ours, which may be slow.
        return oldest.map(it -> Math.max(0, clock.millis() - it.toEpochMilli()) / 1e3).orElse(0.0);
    }

    /** In the Prometheus exposition format. */
    public String exposition() {
        return """
                # HELP feed_memories_total Accepted memories that were read, by outcome.
                # TYPE feed_memories_total counter
                feed_memories_total{outcome="mirrored"} %d
                feed_memories_total{outcome="ownerless"} %d
                feed_memories_total{outcome="undecodable"} %d
                # HELP feed_lost_places_total Times that the log had dropped what was still to be mirrored.
                # TYPE feed_lost_places_total counter
                feed_lost_places_total %d
                # HELP feed_topics Feeds that are there.
                # TYPE feed_topics gauge
                feed_topics %d
                # HELP feed_delay_seconds Age of the oldest memory that was read and is not mirrored.
                # TYPE feed_delay_seconds gauge
                feed_delay_seconds %s
                """
                .formatted(
                        mirrored.sum(),
                        ownerless.sum(),
                        undecodable.sum(),
                        lostPlaces.sum(),
                        feeds,
                        delaySeconds());
    }
}
