package dev.memtrace.benchmarks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * How large a run is.
 *
 * @param isQuick whether this is a smoke run, whose figures are not to be compared
 * @param rows memories in the store when reads are measured
 * @param stageTime how long a stage lasts whose end is not given by its rows
 * @param settings configuration keys that differ from the defaults
 */
public record BenchOptions(
        boolean isQuick, long rows, Duration stageTime, Map<String, String> settings) {
    /** Fewer give no figures. */
    public static final long ROWS_MIN = 20_000;

    /** More would not end within a patience that a bench may ask for. */
    public static final long ROWS_MAX = 20_000_000;

    private static final long ROWS = 1_000_000;
    private static final Duration STAGE_TIME = Duration.ofSeconds(10);
    private static final int QUICK_PART = 10;

    public BenchOptions {
        requireNonNull(stageTime, "stageTime");
        settings = Map.copyOf(settings);
        if (rows < ROWS_MIN || rows > ROWS_MAX) {
            throw new IllegalArgumentException(
                    "rows must be " + ROWS_MIN + ".." + ROWS_MAX + ", got " + rows);
        }
        if (stageTime.isNegative() || stageTime.isZero()) {
            throw new IllegalArgumentException("stageTime must be positive, got " + stageTime);
        }
    }

    /** The sizes that figures are quoted for. */
    public static BenchOptions full() {
        return new BenchOptions(false, ROWS, STAGE_TIME, Map.of());
    }

    /** A tenth of it, to see that everything runs. */
    public static BenchOptions quick() {
        return new BenchOptions(
                true, ROWS / QUICK_PART, STAGE_TIME.dividedBy(QUICK_PART), Map.of());
    }

    /** The same with another number of rows. */
    public BenchOptions withRows(long other) {
        return new BenchOptions(isQuick, other, stageTime, settings);
    }

    /** The same with another time per stage. */
    public BenchOptions withStageTime(Duration other) {
        return new BenchOptions(isQuick, rows, other, settings);
    }

    /** The same with other configuration keys. */
    public BenchOptions withSettings(Map<String, String> other) {
        return new BenchOptions(isQuick, rows, stageTime, other);
    }
}
