package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.arclocal.Habits;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An Arc as the real one: it answers first, stores later, and may lose what it has answered for.
 */
final class ProofIT {
    private static final String TAKEN = "sink_memories_total{outcome=\"taken\"}";
    private static final String MISSING = "sink_memories_total{outcome=\"missing\"}";

    @TempDir private Path directory;
    private SinkBench bench;

    private void startArc(Habits habits) {
        bench = new SinkBench(ProofIT.class, directory, with(habits));
    }

    private static UnaryOperator<ArcLocalConfig> with(Habits habits) {
        return config -> config.withHabits(habits);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private List<Memory> accepted(int first, int count) {
        var memories = SinkBench.memories(first, count);
        bench.log.send(memories);
        return memories;
    }

    private static Map<String, String> horizon(String horizon) {
        return Map.of("arc.flush_horizon", horizon);
    }

    private void awaitTaken(ArcSink sink, int count) {
        SinkBench.eventually(() -> assertThat(Figures.of(sink, TAKEN)).isEqualTo(count));
    }

    private void assertEachIsThereOnce(List<Memory> memories) {
        assertThat(bench.rows()).containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
    }

    private void awaitAMember() {
        SinkBench.eventually(
                () -> {
                    try {
                        assertThat(bench.log.group().members())
                                .anyMatch(it -> !it.assignment().topicPartitions().isEmpty());
                    } catch (KafkaUnavailableException e) {
                        throw new AssertionError("there is no group yet", e);
                    }
                });
    }

    private long proven() {
        return bench.log.accounts().values().stream().mapToLong(it -> it.proven()).sum();
    }

    @Test
    void nothing_counts_as_stored_before_arc_shows_it() {
        startArc(Habits.buffered(Duration.ofDays(1), 100_000));
        var memories = accepted(0, 50);

        try (var sink = bench.start(horizon("2s"))) {
            awaitTaken(sink, 50);
            assertThat(bench.log.committed()).isZero();
            assertThat(proven()).isZero();

            bench.flushArc();

            bench.awaitNothingClosed();
            assertEachIsThereOnce(memories);
            assertThat(proven()).isEqualTo(50);
            assertThat(Figures.of(sink, MISSING)).isZero();
        }
    }

    @Test
    void what_arc_loses_with_its_buffer_is_written_again_and_nothing_else() {
        var lossy = Habits.buffered(Duration.ofMillis(500), 100_000);
        startArc(lossy);
        accepted(0, 50);
        try (var sink = bench.start(horizon("800ms"))) {
            bench.awaitNothingClosed();
            accepted(50, 50);
            awaitTaken(sink, 100);

            bench.crashArc(with(lossy));

            bench.awaitNothingClosed();
            assertThat(Figures.of(sink, MISSING)).isBetween(1L, 50L);
            assertEachIsThereOnce(SinkBench.memories(100));
            assertThat(proven()).isEqualTo(100);
        }
    }

    @Test
    void what_arc_stores_again_after_a_crash_counts_once_and_is_seen_once() {
        var replaying = Habits.buffered(Duration.ofMillis(200), 100_000).replaying();
        startArc(replaying);
        var memories = accepted(0, 50);
        try (var _ = bench.start(horizon("400ms"))) {
            bench.awaitNothingClosed();

            bench.crashArc(with(replaying));
            SinkBench.eventually(() -> assertThat(bench.rows()).hasSize(100));

            var more = accepted(50, 10);
            bench.awaitNothingClosed();
            assertThat(bench.readable()).hasSize(memories.size() + more.size());
            assertThat(proven()).isEqualTo(60);
        }
    }

    @Test
    void what_a_predecessor_left_in_arcs_buffer_is_not_written_again() {
        startArc(Habits.buffered(Duration.ofMillis(500), 100_000));
        try (var sink = bench.start(horizon("1m"))) {
            awaitAMember();
            accepted(0, 50);
            awaitTaken(sink, 50);
        }
        assertThat(bench.log.committed()).isZero();

        try (var sink = bench.start(horizon("1s"))) {
            bench.awaitNothingClosed();

            assertEachIsThereOnce(SinkBench.memories(50));
            assertThat(Figures.of(sink, TAKEN)).isZero();
            assertThat(proven()).isEqualTo(50);
        }
    }

    @Test
    void counts_go_on_where_they_were_after_a_restart() {
        startArc(Habits.immediate());
        accepted(0, 30);
        try (var _ = bench.start()) {
            bench.awaitNothingClosed();
        }
        accepted(30, 30);

        try (var _ = bench.start()) {
            bench.awaitNothingClosed();

            assertThat(proven()).isEqualTo(60);
            assertThat(bench.log.accounts().values())
                    .allSatisfy(
                            account -> {
                                assertThat(account.throughOffset()).isEqualTo(30);
                                assertThat(account.isClosed()).isFalse();
                                assertThat(account.oldestUnprovenMillis()).isEqualTo(-1);
                            });
        }
    }
}
