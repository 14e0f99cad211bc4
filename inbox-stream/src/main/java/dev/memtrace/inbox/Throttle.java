package dev.memtrace.inbox;

import dev.memtrace.core.wire.DedupLag;
import java.util.function.Supplier;

/**
 * How many memories may be written before dedup has to catch up: what is written waits in front of
 * what comes in over HTTP. One thread.
 */
final class Throttle {
    /** For each look at the lag, whatever it is: nobody shall wait for ever. */
    private static final int LEAST = 500;

    private final Supplier<DedupLag.Observation> lag;
    private final int lagMax;
    private DedupLag.Observation seen;
    private long written;

    /**
     * @param lag the last that was seen of it
     */
    Throttle(Supplier<DedupLag.Observation> lag, int lagMax) {
        this.lag = lag;
        this.lagMax = lagMax;
        this.seen = lag.get();
    }

    /** Whether more may be written now. */
    boolean isOpen() {
        var now = lag.get();
        if (now.atNanos() != seen.atNanos()) {
            seen = now;
            written = 0;
        }
        return written < Math.max(LEAST, lagMax - seen.behind());
    }

    void wrote(int memories) {
        written += memories;
    }
}
