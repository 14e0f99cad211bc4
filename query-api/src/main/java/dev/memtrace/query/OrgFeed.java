package dev.memtrace.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One org's newest memories, while anybody listens. All who do read from the same list, each from
 * where it is, so that what is kept does not grow with their number. One thread adds, any number
 * listens.
 */
final class OrgFeed {
    private final List<FeedRow> rows = new ArrayList<>();

    /** How many there were before the first of them. */
    private long dropped;

    private long bytes;
    private int listeners;
    private boolean isBroken;

    /** What there is for a listener. */
    sealed interface News {
        /**
         * What came next.
         *
         * @param rows none if nothing came while it waited
         */
        record Rows(List<FeedRow> rows) implements News {}

        /** What came next is gone: it is slower than they come, or the feed has begun anew. */
        record Missed() implements News {}
    }

    synchronized void join() {
        listeners++;
    }

    /** Whether nobody is left. */
    synchronized boolean leave() {
        listeners--;
        return listeners == 0;
    }

    synchronized void add(List<FeedRow> more) {
        rows.addAll(more);
        bytes += more.stream().mapToLong(FeedRow::bytes).sum();
        notifyAll();
    }

    /** Drops the oldest until so much is left. */
    synchronized void shrinkTo(long bytesMax) {
        int count = 0;
        while (count < rows.size() && bytes > bytesMax) {
            bytes -= rows.get(count).bytes();
            count++;
        }
        rows.subList(0, count).clear();
        dropped += count;
    }

    /** Whoever listens has missed something. */
    synchronized void breakOff() {
        isBroken = true;
        notifyAll();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized int listeners() {
        return listeners;
    }

    /** The place after the newest, counted from the first that ever came. */
    synchronized long end() {
        return dropped + rows.size();
    }

    /**
     * Waits until there are some from a place on, and not longer than {@code wait}.
     *
     * @param from counted from the first that ever came
     * @param max how many at most
     */
    synchronized News await(long from, int max, Duration wait) throws InterruptedException {
        if (from == end() && !isBroken) {
            TimeUnit.NANOSECONDS.timedWait(this, wait.toNanos());
        }
        if (from < dropped || isBroken) {
            return new News.Missed();
        }
        int first = (int) (from - dropped);
        return new News.Rows(List.copyOf(rows.subList(first, Math.min(rows.size(), first + max))));
    }
}
