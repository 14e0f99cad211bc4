package dev.memtrace.arclocal;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much an embedded Arc may use.
 *
 * <p>{@code walBytesMax} bounds the write-ahead log of one database, and with it the time to start
 * again after a kill: DuckDB replays about 90 MB a second. {@code newRowsMax} is after how many
 * rows a file is closed and opened again, because DuckDB reads those that it has written itself
 * slowly.
 */
public record ArcLocalLimits(
        long payloadBytesMax,
        int writeThreads,
        int queryThreads,
        int engineThreads,
        long engineMemoryBytesMax,
        long walBytesMax,
        long newRowsMax,
        Duration queryTimeMax) {

    private static final long MIB = 1024L * 1024;

    public ArcLocalLimits {
        atLeast(1, payloadBytesMax, "payloadBytesMax");
        atLeast(1, writeThreads, "writeThreads");
        atLeast(1, queryThreads, "queryThreads");
        atLeast(1, engineThreads, "engineThreads");
        atLeast(64 * MIB, engineMemoryBytesMax, "engineMemoryBytesMax");
        atLeast(MIB, walBytesMax, "walBytesMax");
        atLeast(1, newRowsMax, "newRowsMax");
        requireNonNull(queryTimeMax, "queryTimeMax");
        if (payloadBytesMax > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("payloadBytesMax must be below 2 GiB");
        }
        if (!queryTimeMax.isPositive()) {
            throw new IllegalArgumentException("queryTimeMax must be positive");
        }
    }

    /** For two cores shared with everything else. */
    public static ArcLocalLimits defaults() {
        return new ArcLocalLimits(
                256 * MIB, 2, 4, 2, 2048 * MIB, 32 * MIB, 200_000, Duration.ofSeconds(30));
    }

    public ArcLocalLimits withPayloadBytesMax(long bytes) {
        return new ArcLocalLimits(
                bytes,
                writeThreads,
                queryThreads,
                engineThreads,
                engineMemoryBytesMax,
                walBytesMax,
                newRowsMax,
                queryTimeMax);
    }

    public ArcLocalLimits withEngineMemoryBytesMax(long bytes) {
        return new ArcLocalLimits(
                payloadBytesMax,
                writeThreads,
                queryThreads,
                engineThreads,
                bytes,
                walBytesMax,
                newRowsMax,
                queryTimeMax);
    }

    public ArcLocalLimits withQueryTimeMax(Duration time) {
        return new ArcLocalLimits(
                payloadBytesMax,
                writeThreads,
                queryThreads,
                engineThreads,
                engineMemoryBytesMax,
                walBytesMax,
                newRowsMax,
                time);
    }

    ArcLocalLimits withNewRowsMax(long rows) {
        return new ArcLocalLimits(
                payloadBytesMax,
                writeThreads,
                queryThreads,
                engineThreads,
                engineMemoryBytesMax,
                walBytesMax,
                rows,
                queryTimeMax);
    }

    private static void atLeast(long least, long actual, String name) {
        if (actual < least) {
            throw new IllegalArgumentException(name + " must be at least " + least);
        }
    }
}
