package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.arclocal.Faults;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.MemoryRecord;
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
 * The sink dies at random places, again and again, over an Arc that fails at random. A death is an
 * error between two moves of the loop, or before or after one of its calls to Arc, or of those by
 * which it commits: what the loop knew is gone, and its consumer leaves the group no more than a
 * dead one does.
 */
final class SinkCrashIT {
    private static final int LIVES = 10;
    private static final int MEMORIES_PER_LIFE_MAX = 60;
    private static final int ARC_BYTES_MAX = 64 * 1024;
    private static final String BAD = "x".repeat(2 * ARC_BYTES_MAX);
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "arc.write_timeout", "300ms",
                    "write_buffer.max_size", "20",
                    "write_buffer.batch_rows_max", "40");

    @TempDir private Path directory;

    @TestFactory
    Stream<DynamicTest> whatever_dies_every_memory_is_readable_once_and_everything_is_committed() {
        return Seeds.tests(3, this::liveAndDie);
    }

    private void liveAndDie(Chance chance) throws Exception {
        var files = Files.createTempDirectory(directory, "arc");
        var memories = new ArrayList<Memory>();
        try (var bench = new SinkBench(SinkCrashIT.class, files, SinkCrashIT::small)) {
            for (int life = 0; life < LIVES; life++) {
                send(some(chance, memories.size()), memories, bench);
                orderFaults(chance, bench.arc().faults());
                liveUntilDeath(chance, bench);
                bench.arc().faults().clear();
                assertCommittedAreThere(memories, bench);
            }
            // A bad memory is found out by the company it gets.
            send(SinkBench.memories(memories.size(), 2), memories, bench);
            try (var _ = bench.start(SETTINGS)) {
                bench.awaitNothingClosed();
            }

            assertThat(bench.readable())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(good(memories)));
            assertThat(rejected(bench)).containsOnly(bad(memories).toArray(Memory[]::new));
        }
    }

    private static ArcLocalConfig small(ArcLocalConfig config) {
        return config.withLimits(config.limits().withPayloadBytesMax(ARC_BYTES_MAX));
    }

    private static List<Memory> some(Chance chance, int first) {
        var memories =
                new ArrayList<>(SinkBench.memories(first, chance.within(2, MEMORIES_PER_LIFE_MAX)));
        if (chance.onceIn(2)) {
            int at = chance.within(0, memories.size() - 1);
            memories.set(at, SinkBench.memory(first + at, BAD));
        }
        return memories;
    }

    private static void send(List<Memory> some, List<Memory> all, SinkBench bench) {
        bench.log.send(some);
        all.addAll(some);
    }

    private static void orderFaults(Chance chance, Faults faults) {
        for (int i = chance.within(0, 4); i > 0; i--) {
            switch (chance.within(0, 5)) {
                case 0 -> faults.failWrites(1, 503, "{}");
                case 1 -> faults.failWrites(1, 500, "{\"error\":\"IO Error\"}");
                case 2 -> faults.storeWritesButAnswer(1, 503, "{}");
                case 3 -> faults.storeWritesButStall(1);
                case 4 -> faults.stallWrites(1);
                default -> faults.failQueries(1, 503, "busy");
            }
        }
    }

    private static void liveUntilDeath(Chance chance, SinkBench bench) {
        var config = bench.config(SETTINGS);
        MortalArc.Fate fate =
                () -> {
                    if (chance.onceIn(15)) {
                        throw new MortalArc.Killed();
                    }
                };
        MortalSink.live(config, ArcBindings.shared(config.arc().shared().orElseThrow()), fate);
    }

    /**
     * Every memory before a committed offset, or its lane's mark, can be read or is on the rejected
     * topic.
     */
    private static void assertCommittedAreThere(List<Memory> sent, SinkBench bench) {
        var committed = bench.log.committedOffsets();
        var marks = bench.log.marks();
        var gone = new ArrayList<Memory>();
        for (int i = 0; i < sent.size(); i++) {
            int partition = i % AcceptedTopic.PARTITIONS;
            long end = committed.getOrDefault(partition, 0L);
            if (i / AcceptedTopic.PARTITIONS < marks.getOrDefault("org_a:" + partition, end)) {
                gone.add(sent.get(i));
            }
        }
        assertThat(bench.readable()).containsAll(SinkBench.contents(good(gone)));
        assertThat(rejected(bench)).containsAll(bad(gone));
    }

    private static List<Memory> good(List<Memory> memories) {
        return memories.stream().filter(memory -> !memory.content().equals(BAD)).toList();
    }

    private static List<Memory> bad(List<Memory> memories) {
        return memories.stream().filter(memory -> memory.content().equals(BAD)).toList();
    }

    private static List<Memory> rejected(SinkBench bench) {
        return bench.log.rejected().stream()
                .map(record -> MemoryRecord.of(record.value()).memory())
                .toList();
    }
}
