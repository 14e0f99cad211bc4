package dev.memtrace.testkit;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs a trial with many seeds, other ones each time, and says how to repeat the one that failed.
 *
 * <p>{@code -Dseed=...} runs that one seed only, {@code -Dseeds=...} so many.
 */
public final class Seeds {
    private Seeds() {}

    /** Stops at the first failure, which names its seed. */
    public static void forEach(int trials, SeededTrial body) {
        seeds(trials).forEach(seed -> run(seed, body));
    }

    /** The same for a {@code @TestFactory}: one test per seed, with the seed in its name. */
    public static Stream<DynamicTest> tests(int trials, SeededTrial body) {
        return seeds(trials)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> run(seed, body)));
    }

    private static LongStream seeds(int trials) {
        var wanted = System.getProperty("seed");
        return wanted == null
                ? new SplittableRandom().longs(Integer.getInteger("seeds", trials))
                : LongStream.of(Long.parseLong(wanted));
    }

    private static void run(long seed, SeededTrial body) {
        try {
            body.run(new Chance(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed %d failed, run it again with -Dseed=%d: %s"
                            .formatted(seed, seed, e.getMessage()),
                    e);
        }
    }
}
