package dev.memtrace.cli.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever dies, lies or stands still: every memory that was answered is served once, or is
 * accounted for. {@code -Dfaults.seeds=n} tries so many seeds, other ones each time; {@code
 * -Dfaults.seed=n} that one; {@code -Dfaults.without=KILL_ARC,FULL_DISK} leaves these out; {@code
 * -Dfaults.proof=false} lets the sink believe Arc's 204, which must fail.
 */
class FaultsIT {
    /** Names are easier to repeat when they are short. */
    private static final long SEED_BOUND = 1_000_000;

    private static final int SEEDS = 2;

    @TempDir private static Path folder;

    private static final List<SeedRun> RUNS = new ArrayList<>();
    private static Deployment deployment;
    private static Injector injector;
    private static SetAside setAside;

    @BeforeAll
    static void start() throws IOException {
        deployment = Deployment.start(folder);
        injector = new Injector(deployment);
        setAside = SetAside.of(deployment.site().kafka());
    }

    @AfterAll
    static void stop() {
        if (setAside != null) {
            System.out.println("faults injected: " + injector.counts());
            setAside.close();
        }
        if (deployment != null) {
            deployment.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> every_memory_that_was_answered_is_served_once() {
        var each = seeds().mapToObj(seed -> DynamicTest.dynamicTest(name(seed), () -> run(seed)));
        var end = DynamicTest.dynamicTest("all seeds at the end", FaultsIT::lookAgain);
        return Stream.concat(each, Stream.of(end));
    }

    private static LongStream seeds() {
        var wanted = Long.getLong("faults.seed");
        if (wanted != null) {
            return LongStream.of(wanted);
        }
        int seeds = Integer.getInteger("faults.seeds", SEEDS);
        return new SplittableRandom().longs(seeds, 0, SEED_BOUND);
    }

    private static String name(long seed) {
        return "faults seed " + seed;
    }

    private static void run(long seed) {
        System.out.println(name(seed));
        var left = FaultKind.named(System.getProperty("faults.without", ""));
        var run = new SeedRun(deployment, injector, setAside, SeedPlan.draw(seed).without(left));
        run.run();
        RUNS.add(run);
        System.out.println(name(seed) + ": " + run.summary());
    }

    /** What later seeds did harms none of the earlier ones. */
    private static void lookAgain() {
        RUNS.forEach(SeedRun::lookAgain);
    }
}
