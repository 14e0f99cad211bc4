package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.Faults;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three orgs get and lose their Arcs at random, which fail at random, while the sink dies at random
 * places, again and again.
 */
final class LanesCrashIT {
    private static final int LIVES = 12;
    private static final List<String> ORGS = List.of("org_a", "org_b", "org_c");
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "arc.write_timeout", "300ms",
                    "write_buffer.max_size", "20",
                    "write_buffer.batch_rows_max", "40");

    @TempDir private Path directory;

    @TestFactory
    Stream<DynamicTest> whoever_is_bound_and_whatever_dies_every_org_has_its_memories_once() {
        return Seeds.tests(3, this::liveAndDie);
    }

    private void liveAndDie(Chance chance) throws Exception {
        var files = Files.createTempDirectory(directory, "arc");
        var memories = new ArrayList<Memory>();
        try (var bench = new SinkBench(LanesCrashIT.class, files)) {
            var bindings = new Bindings();
            for (int life = 0; life < LIVES; life++) {
                var some = some(chance, memories.size());
                bench.log.send(some);
                memories.addAll(some);
                orderFaults(chance, bench.arc().faults());
                MortalSink.live(
                        bench.config(SETTINGS), bindings, () -> decide(chance, bench, bindings));
                bench.arc().faults().clear();
            }
            ORGS.forEach(org -> bindings.bind(org, bench.arc().uri()));
            try (var _ = SinkBench.start(bench.config(SETTINGS), bindings)) {
                bench.awaitNothingClosed();
            }

            for (var org : ORGS) {
                var own = memories.stream().filter(it -> it.org().value().equals(org)).toList();
                assertThat(bench.rowsOf(org))
                        .containsExactlyInAnyOrderElementsOf(SinkBench.contents(own));
            }
            assertThat(bench.log.rejected()).isEmpty();
        }
    }

    private static List<Memory> some(Chance chance, int first) {
        var memories = new ArrayList<Memory>();
        int count = chance.within(2, 60);
        for (int i = first; i < first + count; i++) {
            memories.addAll(SinkBench.memoriesOf(chance.oneOf(ORGS), i, 1));
        }
        return memories;
    }

    private static void decide(Chance chance, SinkBench bench, Bindings bindings) {
        if (chance.onceIn(8)) {
            var org = chance.oneOf(ORGS);
            if (bindings.isBound(org) && chance.onceIn(2)) {
                bindings.unbind(org);
            } else {
                bindings.bind(org, bench.arc().uri()); // anew, if it was bound
            }
        }
        if (chance.onceIn(25)) {
            throw new MortalArc.Killed();
        }
    }

    private static void orderFaults(Chance chance, Faults faults) {
        for (int i = chance.within(0, 4); i > 0; i--) {
            switch (chance.within(0, 4)) {
                case 0 -> faults.failWrites(1, 503, "{}");
                case 1 -> faults.storeWritesButAnswer(1, 503, "{}");
                case 2 -> faults.storeWritesButStall(1);
                case 3 -> faults.stallWrites(1);
                default -> faults.failQueries(1, 503, "busy");
            }
        }
    }
}
