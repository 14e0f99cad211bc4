package dev.memtrace.arclocal;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a test decide what goes wrong with the next writes and queries. Orders add up and are served
 * in turn; what is not ordered goes well. Any thread may order.
 */
public final class Faults {
    private final Queue<Fault> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> queries = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch stalls = new CountDownLatch(1);
    private volatile boolean isDiskFull;

    Faults() {}

    /** The next writes store nothing and are answered so. */
    public void failWrites(int count, int status, String body) {
        order(writes, count, new Fault.Refuse(status, body));
    }

    /** The next writes are stored and nevertheless answered so. */
    public void storeWritesButAnswer(int count, int status, String body) {
        order(writes, count, new Fault.StoreThenRefuse(status, body));
    }

    /** The next writes are stored and never answered. */
    public void storeWritesButStall(int count) {
        order(writes, count, new Fault.StoreThenStall());
    }

    /** The next writes are neither stored nor answered. */
    public void stallWrites(int count) {
        order(writes, count, new Fault.Stall());
    }

    /** The next writes begin so much later. */
    public void delayWrites(int count, Duration time) {
        order(writes, count, new Fault.Delay(time));
    }

    /** The next queries are answered so. */
    public void failQueries(int count, int status, String error) {
        order(queries, count, new Fault.Refuse(status, error));
    }

    /** The next queries are never answered. */
    public void stallQueries(int count) {
        order(queries, count, new Fault.Stall());
    }

    /** The next queries begin so much later. */
    public void delayQueries(int count, Duration time) {
        order(queries, count, new Fault.Delay(time));
    }

    /**
     * From now on nothing can be stored. With {@link Habits.Buffered} that is found out as late as
     * by Arc: writes are answered 204, and their rows are dropped when they should be stored; only
     * a write or a flush that stores within its own request is answered 500. With {@link
     * Habits.Immediate} every write is.
     */
    public void fillDisk() {
        isDiskFull = true;
    }

    /** From now on there is room again. What was dropped stays lost. */
    public void freeDisk() {
        isDiskFull = false;
    }

    boolean isDiskFull() {
        return isDiskFull;
    }

    /** Forgets all orders, frees the disk, and lets go of every request that stalls. */
    public void clear() {
        freeDisk();
        writes.clear();
        queries.clear();
        var waiting = stalls;
        stalls = new CountDownLatch(1);
        waiting.countDown();
    }

    private static void order(Queue<Fault> queue, int count, Fault fault) {
        for (int i = 0; i < count; i++) {
            queue.add(fault);
        }
    }

    Optional<Fault> nextWrite() {
        return Optional.ofNullable(writes.poll());
    }

    Optional<Fault> nextQuery() {
        return Optional.ofNullable(queries.poll());
    }

    /** Holds the request until the orders are cleared, and then says how it shall end. */
    ArcFailure stall() {
        await(Duration.ofDays(1));
        return new ArcFailure(503, "Stalled on request");
    }

    void await(Duration time) {
        try {
            // True when cleared early; either way the request goes on.
            var _ = stalls.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
