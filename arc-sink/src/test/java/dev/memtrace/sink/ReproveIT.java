package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.arclocal.Habits;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.ServedAccount;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody wishes a lane proven once more, or a refused memory written after all. */
final class ReproveIT {
    private static final int ARC_BYTES_MAX = 32 * 1024;

    @TempDir private Path directory;
    private SinkBench bench;

    private void startArc(UnaryOperator<ArcLocalConfig> habits) {
        bench = new SinkBench(ReproveIT.class, directory, habits);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private long sum(ToLongFunction<ServedAccount> count) {
        return bench.log.accounts().values().stream().mapToLong(count).sum();
    }

    /** Twenty memories in each partition that count as stored and are nowhere. */
    private void loseForty() {
        var late = Habits.buffered(Duration.ofDays(1), 100_000);
        startArc(config -> config.withHabits(late));
        bench.log.send(SinkBench.memories(40));
        try (var _ = bench.start(Map.of("write_buffer.proof", "false"))) {
            bench.awaitNothingClosed();
        }
        bench.crashArc(config -> config);
        assertThat(bench.rows()).isEmpty();
    }

    private void awaitNoWish() {
        SinkBench.eventually(() -> assertThat(bench.log.wishes()).isEmpty());
        bench.awaitNothingClosed();
    }

    @Test
    void what_is_missing_from_the_wished_offset_on_is_written_once_and_not_counted_again() {
        loseForty();
        try (var _ = bench.start()) {
            bench.log.wish("org_a", 0, 10);
            awaitNoWish();
            assertThat(bench.rows()).hasSize(10).doesNotHaveDuplicates();

            bench.log.wish("org_a", 0, 5);
            bench.log.wish("org_a", 1, 0);
            awaitNoWish();

            assertThat(bench.rows()).hasSize(35).doesNotHaveDuplicates();
            assertThat(sum(ServedAccount::proven)).isEqualTo(40);
        }
    }

    @Test
    void a_wish_waits_for_a_sink() {
        loseForty();
        bench.log.wish("org_a", 1, 0);

        try (var _ = bench.start()) {
            awaitNoWish();

            assertThat(bench.rows()).hasSize(20).doesNotHaveDuplicates();
            assertThat(sum(ServedAccount::proven)).isEqualTo(40);
        }
    }

    @Test
    void a_refused_memory_that_is_sent_again_as_such_is_stored_and_counts_as_refused_no_more() {
        startArc(ReproveIT::small);
        var memories = new ArrayList<Memory>(SinkBench.memories(10));
        var large = SinkBench.memory(4, "x".repeat(2 * ARC_BYTES_MAX));
        memories.set(4, large);
        bench.log.send(memories);
        try (var _ = bench.start()) {
            bench.awaitNothingClosed();
            assertThat(sum(ServedAccount::refused)).isEqualTo(1);
            assertThat(sum(ServedAccount::proven)).isEqualTo(9);
            bench.restartArc(config -> config);

            bench.log.replay(0, large);

            bench.awaitNothingClosed();
            SinkBench.eventually(() -> assertThat(sum(ServedAccount::refused)).isZero());
            assertThat(sum(ServedAccount::proven)).isEqualTo(10);
            assertThat(bench.rows()).hasSize(10).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_refused_memory_is_found_out_again_by_those_that_arc_has_already() {
        startArc(ReproveIT::small);
        var memories = new ArrayList<Memory>(SinkBench.memories(10));
        memories.set(4, SinkBench.memory(4, "x".repeat(2 * ARC_BYTES_MAX)));
        bench.log.send(memories);
        try (var _ = bench.start()) {
            bench.awaitNothingClosed();

            bench.log.wish("org_a", 0, 0);

            awaitNoWish();
            assertThat(sum(ServedAccount::refused)).isEqualTo(1);
            assertThat(sum(ServedAccount::proven)).isEqualTo(9);
            assertThat(bench.readable()).hasSize(9);
        }
    }

    private static ArcLocalConfig small(ArcLocalConfig config) {
        return config.withLimits(config.limits().withPayloadBytesMax(ARC_BYTES_MAX));
    }
}
