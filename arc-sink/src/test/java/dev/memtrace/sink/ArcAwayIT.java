package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.Faults;
import dev.memtrace.core.memory.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arc is down, broken or silent for a while. */
final class ArcAwayIT {
    private static final int MANY = 1_000;
    private static final Map<String, String> IMPATIENT =
            Map.of("arc.write_timeout", "200ms", "arc.query_timeout", "200ms");

    @TempDir private Path directory;
    private SinkBench bench;

    @BeforeEach
    void start() {
        bench = new SinkBench(ArcAwayIT.class, directory);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /** How Arc can be away. */
    enum Absence {
        BUSY(faults -> faults.failWrites(MANY, 503, "{\"error\":\"busy\"}")),
        BROKEN(faults -> faults.failWrites(MANY, 500, "{\"error\":\"IO Error: disk\"}")),
        SILENT(faults -> faults.stallWrites(MANY));

        private final Consumer<Faults> order;

        Absence(Consumer<Faults> order) {
            this.order = order;
        }
    }

    @ParameterizedTest
    @EnumSource
    void rows_wait_in_the_log_until_arc_takes_them_and_then_they_are_there_once(Absence absence) {
        absence.order.accept(bench.arc().faults());
        var memories = SinkBench.memories(100);
        bench.log.send(memories);

        try (var sink = bench.start(IMPATIENT)) {
            Figures.awaitWrites(sink, 4);
            bench.awaitLaneClosed("org_a");
            assertThat(bench.log.marks().values()).containsOnly(0L);
            assertThat(bench.rows()).isEmpty();

            bench.arc().faults().clear();

            bench.awaitNothingClosed();
            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
            assertThat(bench.log.rejected()).isEmpty();
        }
    }

    @Test
    void memories_that_come_while_arc_is_away_are_stored_with_the_others() {
        bench.arc().faults().failWrites(MANY, 503, "{}");
        var early = SinkBench.memories(10);
        bench.log.send(early);

        try (var sink = bench.start()) {
            Figures.awaitWrites(sink, 3);
            var late = List.of(SinkBench.memory(10, "late"), SinkBench.memory(11, "later"));
            bench.log.send(late);
            Figures.awaitWrites(sink, 5);
            bench.arc().faults().clear();

            bench.awaitNothingClosed();
            assertThat(bench.rows()).hasSize(12).contains("m0", "m9", "late", "later");
        }
    }

    @Test
    void the_sink_stays_in_its_group_for_as_long_as_arc_is_away() {
        bench.log.send(SinkBench.memories(10));

        try (var sink = bench.start(IMPATIENT)) {
            bench.awaitNothingClosed();
            var before = members();
            bench.arc().faults().stallWrites(MANY);
            bench.log.send(SinkBench.memories(10));

            Figures.awaitWrites(sink, 1 + 5);

            assertThat(members()).isEqualTo(before);
            bench.arc().faults().clear();
            bench.awaitNothingClosed();
            assertThat(members()).isEqualTo(before);
        }
    }

    @Test
    void many_slow_arcs_do_not_cost_the_sink_its_place_in_the_group() {
        var bindings = new Bindings();
        var memories = new ArrayList<Memory>();
        for (int i = 0; i < 8; i++) {
            bindings.bind("org_" + i, bench.arc().uri());
            memories.addAll(SinkBench.memoriesOf("org_" + i, 0, 2));
        }
        var inOneBatch =
                bench.config(
                        Map.of(
                                "arc.write_timeout", "900ms",
                                "arc.query_timeout", "100ms",
                                "write_buffer.max_size", "2"));
        try (var _ = SinkBench.start(inOneBatch, bindings)) {
            bench.log.send(SinkBench.memories(16)); // for its place in the group
            bench.awaitAllCommitted();
            var before = members();

            bench.arc().faults().delayWrites(8, Duration.ofMillis(700));
            bench.log.send(memories);
            awaitTwoRowsOfEach(8);

            assertThat(members()).isEqualTo(before);
        }
    }

    private void awaitTwoRowsOfEach(int orgs) {
        SinkBench.eventually(
                () -> {
                    for (int i = 0; i < orgs; i++) {
                        assertThat(bench.rowsOf("org_" + i)).hasSize(2);
                    }
                });
    }

    /** A member that was taken for dead and comes back has another id. */
    private List<String> members() {
        return bench.log.group().members().stream().map(MemberDescription::consumerId).toList();
    }

    @Test
    void a_look_up_that_fails_is_made_again_before_anything_is_written() {
        bench.arc().faults().failQueries(2, 503, "busy");
        var memories = SinkBench.memories(20);
        bench.log.send(memories);

        try (var sink = bench.start()) {
            bench.awaitNothingClosed();

            assertThat(Figures.of(sink, "sink_batch_memories_total")).isEqualTo(20);
            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
        }
    }
}
