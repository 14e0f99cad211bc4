package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.EventStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One client's stream: what it has missed, read from the log, and then what comes. Each memory that
 * the filter means once, in the order of the log within each partition. One thread.
 */
final class MemoryStream {
    static final String MEMORY = "memory";

    /** A client that has gone is noticed when it is written to: after one or two of these. */
    static final Duration KEEP_ALIVE_EVERY = Duration.ofSeconds(5);

    /** How long it takes at most to notice that it must end. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private static final Duration NEAR = Duration.ofSeconds(1);
    private static final int ROWS_MAX = 500;
    private static final String SLOW =
            "this client is slower than memories come in; go on from the last event's id";

    private final Feed feed;
    private final OrgId org;
    private final Predicate<Memory> matcher;
    private final EventStream stream;
    private final long logEpoch;

    /** By partition, the first offset that was not looked at. */
    private final Map<Integer, Long> next;

    private long sentNanos;
    private long lookedNanos;

    /**
     * @param position the client has seen what is before it
     */
    MemoryStream(
            Feed feed, OrgId org, MemoryFilter filter, LogPosition position, EventStream stream) {
        this.feed = feed;
        this.org = org;
        this.matcher = filter.matcher();
        this.logEpoch = position.logEpoch();
        this.next = new HashMap<>(position.next());
        this.stream = stream;
        this.lookedNanos = System.nanoTime();
    }

    /**
     * Goes on until it must end, and tells the client why.
     *
     * @param listener who began to listen where the client is, or before
     * @throws EventStream.ClientGoneException if the client takes no more
     */
    void follow(Feed.Listener listener) throws InterruptedException {
        keepAlive(); // so that the client has a place to go on from
        stream.end(handOn(listener));
    }

    /**
     * The same for a client that has missed something.
     *
     * @param log to read that from
     * @throws org.apache.kafka.common.KafkaException if it cannot be read
     */
    void catchUpAndFollow(AcceptedLog.Reader log) throws InterruptedException {
        keepAlive();
        comeNear(log);
        try (var listener = feed.listen(org)) {
            readTo(listener.start(), log);
            stream.end(handOn(listener));
        }
    }

    /** Comes near enough for the rest to be read while others are kept for it. */
    private void comeNear(AcceptedLog.Reader log) {
        for (long took = Long.MAX_VALUE; took > NEAR.toNanos(); ) {
            long start = System.nanoTime();
            readTo(feed.position(), log);
            took = System.nanoTime() - start;
        }
    }

    private void readTo(LogPosition end, AcceptedLog.Reader log) {
        log.read(org, position(), end, row -> take(new FeedRow(row)));
        advanceTo(end);
    }

    private LogPosition position() {
        return new LogPosition(logEpoch, next);
    }

    private void advanceTo(LogPosition position) {
        position.next().forEach((partition, offset) -> next.merge(partition, offset, Math::max));
    }

    /** Returns why it ends. */
    private String handOn(Feed.Listener listener) throws InterruptedException {
        while (true) {
            var mustEnd = mustEnd();
            if (mustEnd.isPresent()) {
                return mustEnd.get();
            }
            var before = feed.position();
            switch (listener.await(ROWS_MAX, LOOK_EVERY)) {
                case OrgFeed.News.Missed() -> {
                    return SLOW;
                }
                case OrgFeed.News.Rows(var rows) -> {
                    rows.forEach(this::take);
                    if (rows.isEmpty()) {
                        advanceTo(before);
                    }
                    keepAliveIfDue();
                }
            }
        }
    }

    private Optional<String> mustEnd() {
        long now = System.nanoTime();
        if (now - lookedNanos < LOOK_EVERY.toNanos()) {
            return Optional.empty();
        }
        lookedNanos = now;
        return stream.mustEnd();
    }

    private void take(FeedRow row) {
        if (row.offset() < next.getOrDefault(row.partition(), 0L)) {
            return;
        }
        next.put(row.partition(), row.offset() + 1);
        row.memory()
                .filter(matcher)
                .ifPresent(
                        memory -> {
                            stream.send(position().encode(org), MEMORY, row.json(memory));
                            sentNanos = System.nanoTime();
                        });
    }

    private void keepAliveIfDue() {
        if (System.nanoTime() - sentNanos > KEEP_ALIVE_EVERY.toNanos()) {
            keepAlive();
        }
    }

    private void keepAlive() {
        stream.keepAlive(position().encode(org));
        sentNanos = System.nanoTime();
    }
}
