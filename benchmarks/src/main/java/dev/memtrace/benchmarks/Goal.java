package dev.memtrace.benchmarks;

import java.util.Locale;

/** What a stage should reach. */
sealed interface Goal {
    /** So much of what the broker alone can do. */
    record ShareOfCeiling(double share) implements Goal {}

    /** So many memories in a second. */
    record PerSecond(double memories) implements Goal {}

    /** Half of all answers at least so fast. */
    record Median(double millis) implements Goal {}

    /** All answers but one in a hundred at least so fast. */
    record P99(double millis) implements Goal {}

    /** Both. */
    record MedianAndP99(double medianMillis, double p99Millis) implements Goal {}

    /** In words for the table. */
    default String text() {
        return switch (this) {
            case ShareOfCeiling(var share) -> format(">= %.0f %% of the ceiling", share * 100);
            case PerSecond(var memories) -> format(">= %,.0f/s", memories);
            case Median(var millis) -> format("p50 <= %.0f ms", millis);
            case P99(var millis) -> format("p99 <= %.0f ms", millis);
            case MedianAndP99(var median, var p99) ->
                    format("p50 <= %.0f ms", median) + format(", p99 <= %.0f ms", p99);
        };
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    /**
     * Whether a result reaches it.
     *
     * @param ceilingPerSecond what the broker alone can do, 0 if that is not known
     */
    default boolean isMetBy(Result result, double ceilingPerSecond) {
        return switch (result) {
            case Result.Failed _ -> false;
            case Result.Rate rate ->
                    switch (this) {
                        case ShareOfCeiling(var share) ->
                                ceilingPerSecond > 0
                                        && rate.perSecond() >= share * ceilingPerSecond;
                        case PerSecond(var memories) -> rate.perSecond() >= memories;
                        case Median _, P99 _, MedianAndP99 _ -> false;
                    };
            case Result.Timing timing ->
                    switch (this) {
                        case ShareOfCeiling _, PerSecond _ -> false;
                        case Median(var millis) -> timing.summary().p50Millis() <= millis;
                        case P99(var millis) -> timing.summary().p99Millis() <= millis;
                        case MedianAndP99(var median, var p99) ->
                                timing.summary().p50Millis() <= median
                                        && timing.summary().p99Millis() <= p99;
                    };
        };
    }
}
