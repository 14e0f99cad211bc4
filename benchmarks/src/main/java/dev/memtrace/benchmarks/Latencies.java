package dev.memtrace.benchmarks;

import java.util.Arrays;

/** Durations, every one of them kept, so that percentiles are exact. Thread-safe. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1e6;

    private long[] nanos = new long[1_024];
    private int count;

    /**
     * What matters of many durations.
     *
     * @param count how many there were
     */
    record Summary(int count, double p50Millis, double p99Millis, double maxMillis) {}

    synchronized void add(long durationNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = durationNanos;
    }

    synchronized int count() {
        return count;
    }

    /**
     * The summary of all so far.
     *
     * @throws StageFailedException if there are none
     */
    synchronized Summary summary() {
        if (count == 0) {
            throw new StageFailedException("nothing was measured");
        }
        var sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Summary(
                count, percentile(sorted, 50), percentile(sorted, 99), millis(sorted[count - 1]));
    }

    /** The smallest duration that so many percent of all do not exceed. */
    private static double percentile(long[] sorted, int percent) {
        int rank = (int) Math.ceilDiv((long) sorted.length * percent, 100L);
        return millis(sorted[rank - 1]);
    }

    private static double millis(long durationNanos) {
        return durationNanos / NANOS_PER_MILLI;
    }
}
