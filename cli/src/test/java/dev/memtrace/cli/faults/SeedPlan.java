package dev.memtrace.cli.faults;

import dev.memtrace.testkit.Chance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All that follows from a seed: who posts what when, and what goes wrong when.
 *
 * @param isArcReplaying whether an Arc that was killed stores old rows again or loses its buffer
 * @param writers the posts of each client, one after the other
 * @param faults by time
 */
record SeedPlan(long seed, boolean isArcReplaying, List<List<Post>> writers, List<Fault> faults) {
    static final int ORGS_MAX = 2;

    /** Whose clock can jump. */
    static final int CLOCKS = 4;

    private static final int WRITERS_LEAST = 3;
    private static final int WRITERS_MOST = 5;
    private static final int BATCH_MAX = 30;

    SeedPlan {
        writers = List.copyOf(writers);
        faults = List.copyOf(faults);
    }

    static SeedPlan draw(long seed) {
        var chance = new Chance(seed);
        boolean isArcReplaying = chance.onceIn(3);
        int orgs = chance.within(1, ORGS_MAX);
        int lengthMillis = chance.within(2_000, 4_000);
        var faults =
                IntStream.range(0, chance.within(3, 8))
                        .mapToObj(_ -> fault(chance, lengthMillis, orgs, isArcReplaying))
                        .sorted(Comparator.comparing(Fault::at))
                        .toList();
        var writers = new ArrayList<List<Post>>();
        int first = 0;
        for (int i = chance.within(WRITERS_LEAST, WRITERS_MOST); i > 0; i--) {
            var posts = posts(chance, chance.within(0, orgs - 1), lengthMillis, first);
            writers.add(posts);
            first = first(posts, first);
        }
        return new SeedPlan(seed, isArcReplaying, writers, faults);
    }

    private static Fault fault(Chance chance, int lengthMillis, int orgs, boolean isArcReplaying) {
        var kind = chance.oneOf(List.of(FaultKind.values()));
        if (kind == FaultKind.KILL_ARC || kind == FaultKind.KILL_REPLAYING_ARC) {
            kind = isArcReplaying ? FaultKind.KILL_REPLAYING_ARC : FaultKind.KILL_ARC;
        }
        int targets = kind.isOnTheWay() ? orgs : CLOCKS;
        return new Fault(
                kind,
                Duration.ofMillis(chance.within(0, lengthMillis)),
                Duration.ofMillis(chance.within(50, chance.onceIn(3) ? 2_500 : 800)),
                chance.within(0, targets - 1),
                Duration.ofMillis(chance.within(50, 900)));
    }

    /** Each client repeats only itself and sometimes its elder, so that keys collide rarely. */
    private static List<Post> posts(Chance chance, int org, int lengthMillis, int first) {
        var posts = new ArrayList<Post>();
        int next = first;
        for (int at = chance.within(0, 100); at < lengthMillis; at += chance.within(20, 250)) {
            boolean isBatch = chance.onceIn(4);
            var numbers = new ArrayList<Integer>();
            for (int i = isBatch ? chance.within(1, BATCH_MAX) : 1; i > 0; i--) {
                boolean isRepeat = next > 0 && chance.onceIn(8);
                numbers.add(isRepeat ? chance.within(Math.max(0, next - 50), next - 1) : next++);
            }
            posts.add(new Post(Duration.ofMillis(at), org, numbers, isBatch, chance.onceIn(5)));
        }
        return posts;
    }

    private static int first(List<Post> posts, int before) {
        return posts.stream()
                .flatMap(post -> post.numbers().stream())
                .mapToInt(number -> number + 1)
                .reduce(before, Math::max);
    }

    /** The same with some kinds of faults left out, to find out which one it takes. */
    SeedPlan without(Set<FaultKind> kinds) {
        var left = faults.stream().filter(fault -> !kinds.contains(fault.kind())).toList();
        return new SeedPlan(seed, isArcReplaying, writers, left);
    }

    /** By what the memories of this seed are found again. */
    String agent() {
        return "faults" + Long.toUnsignedString(seed, 36);
    }

    String story() {
        return faults.stream().map(Fault::toString).collect(Collectors.joining("\n  ", "  ", ""));
    }
}
