package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.core.memory.Memory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orgs with an Arc each, and orgs that have none yet. */
final class ClosedLanesIT {
    /** Where nobody listens. */
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    @TempDir private Path directory;
    private final Bindings bindings = new Bindings();
    private SinkBench bench;

    @BeforeEach
    void start() {
        bench = new SinkBench(ClosedLanesIT.class, directory);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private void bind(String... orgs) {
        for (var org : orgs) {
            bindings.bind(org, bench.arc().uri());
        }
    }

    /** Memories of two orgs, each in both partitions. */
    private static List<Memory> mixed(int first, int count) {
        var memories = new ArrayList<Memory>();
        for (int i = first; i < first + count; i++) {
            memories.addAll(SinkBench.memoriesOf(i % 4 < 2 ? "org_a" : "org_b", i, 1));
        }
        return memories;
    }

    private void assertEachHasItsOwn(List<Memory> memories) {
        for (var org : List.of("org_a", "org_b")) {
            var own = memories.stream().filter(it -> it.org().value().equals(org)).toList();
            assertThat(bench.rowsOf(org))
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(own));
        }
    }

    @Test
    void each_org_gets_its_own_rows_in_its_own_database_and_measurement() {
        bind("org_a", "org_b");
        var memories = mixed(0, 100);
        bench.log.send(memories);

        try (var _ = bench.start(bindings)) {
            bench.awaitNothingClosed();

            assertEachHasItsOwn(memories);
            assertThat(bench.rows()).isEmpty();
        }
    }

    @Test
    void an_org_without_an_arc_holds_up_nobody_and_its_memories_come_once_when_it_is_bound() {
        bind("org_a");
        var memories = new ArrayList<>(mixed(0, 100));
        bench.log.send(memories);

        try (var sink = bench.start(bindings)) {
            bench.awaitAllCommitted();
            assertThat(bench.rowsOf("org_a")).hasSize(50);
            assertThat(bench.rowsOf("org_b")).isEmpty();
            assertThat(Figures.of(sink, "sink_lanes_closed")).isEqualTo(2);
            assertThat(bench.log.marks()).containsOnlyKeys("org_b:0", "org_b:1");

            var more = mixed(100, 40);
            bench.log.send(more);
            memories.addAll(more);
            bind("org_b");
            bench.awaitNothingClosed();
            assertEachHasItsOwn(memories);
            SinkBench.eventually(() -> assertThat(Figures.of(sink, "sink_lanes_closed")).isZero());

            var last = mixed(140, 40);
            bench.log.send(last);
            memories.addAll(last);
            bench.awaitNothingClosed();
            assertEachHasItsOwn(memories);
        }
    }

    @Test
    void what_is_closed_outlives_a_restart() {
        bind("org_a");
        var memories = mixed(0, 100);
        bench.log.send(memories);
        try (var _ = bench.start(bindings)) {
            bench.awaitAllCommitted();
        }
        bind("org_b");

        try (var _ = bench.start(bindings)) {
            bench.awaitNothingClosed();
            assertEachHasItsOwn(memories);
        }
    }

    @Test
    void what_is_closed_outlives_a_kill() {
        var memories = mixed(0, 100);
        bench.log.send(memories);
        try (var sink = bench.startChild()) {
            bench.awaitLaneClosed("org_b");
            sink.kill9();
        }
        bindings.bindShared("org_a", bench.arc().uri());
        bind("org_b");

        try (var _ = bench.start(bindings)) {
            bench.awaitNothingClosed();

            assertThat(bench.rows()).hasSize(50).allMatch(it -> it.startsWith("org_a-"));
            assertThat(bench.rows()).doesNotHaveDuplicates();
            assertThat(bench.rowsOf("org_b")).hasSize(50).doesNotHaveDuplicates();
        }
    }

    @Test
    void what_is_closed_moves_with_its_partition_to_another_instance() {
        bind("org_a");
        var memories = new ArrayList<>(mixed(0, 100));
        bench.log.send(memories);
        try (var first = start("sink-a")) {
            bench.awaitAllCommitted();
            try (var second = start("sink-b")) {
                SinkBench.eventually(
                        () -> {
                            assertThat(Figures.of(first, "sink_lanes_closed")).isEqualTo(1);
                            assertThat(Figures.of(second, "sink_lanes_closed")).isEqualTo(1);
                        });
                var more = mixed(100, 40);
                bench.log.send(more);
                memories.addAll(more);
                bench.awaitAllCommitted();
                assertThat(bench.rowsOf("org_b")).isEmpty();

                bind("org_b");
                bench.awaitNothingClosed();
                assertEachHasItsOwn(memories);
            }
        }
    }

    private ArcSink start(String instance) {
        return SinkBench.start(
                bench.config(Map.of("write_buffer.instance_id", instance)), bindings);
    }

    @Test
    void a_binding_that_goes_and_comes_under_load_costs_and_doubles_no_memory() {
        bind("org_a", "org_b");
        var memories = new ArrayList<Memory>();
        try (var _ = bench.start(bindings)) {
            for (int round = 0; round < 20; round++) {
                var some = mixed(30 * round, 30);
                bench.log.send(some.subList(0, 15));
                switch (round % 4) {
                    case 0 -> bindings.unbind("org_b");
                    case 1 -> bench.awaitAllCommitted();
                    case 2 -> bind("org_b");
                    default -> bind("org_a", "org_b"); // to what they had, as another version
                }
                bench.log.send(some.subList(15, 30));
                memories.addAll(some);
            }
            bench.awaitNothingClosed();

            assertEachHasItsOwn(memories);
        }
    }

    @Test
    void an_org_that_moves_while_its_arc_is_away_has_what_waited_in_its_new_place_only() {
        bind("org_b");
        bindings.bind("org_a", NOWHERE);
        var memories = mixed(0, 40);
        bench.log.send(memories);

        try (var sink = bench.start(bindings)) {
            Figures.awaitClosed(sink);
            bindings.bind("org_a", bench.arc().uri(), "elsewhere");

            bench.awaitNothingClosed();
            assertThat(bench.rowsOf("org_a", "elsewhere")).hasSize(20).doesNotHaveDuplicates();
            assertThat(bench.rowsOf("org_b")).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_closed_org_that_is_given_an_arc_that_is_away_holds_up_nobody() {
        bind("org_a");
        var memories = new ArrayList<>(mixed(0, 40));
        bench.log.send(memories);

        try (var _ = bench.start(bindings)) {
            bench.awaitAllCommitted();
            bindings.bind("org_b", NOWHERE);
            for (int i = 40; i < 120; i += 20) {
                var some = mixed(i, 20);
                bench.log.send(some);
                memories.addAll(some);
                bench.awaitAllCommitted();
            }
            assertThat(bench.rowsOf("org_a")).hasSize(60);
            assertThat(bench.log.marks()).containsOnlyKeys("org_b:0", "org_b:1");

            bind("org_b");
            bench.awaitNothingClosed();
            assertEachHasItsOwn(memories);
        }
    }

    @Test
    void what_the_log_does_not_keep_any_more_is_lost_and_the_rest_comes() {
        bind("org_a");
        bench.log.send(SinkBench.memoriesOf("org_b", 0, 20)); // ten in each partition
        try (var _ = bench.start(bindings)) {
            bench.awaitAllCommitted();
            bench.log.forget(0, 4);

            bind("org_b");

            bench.awaitNothingClosed();
            assertThat(bench.rowsOf("org_b")).hasSize(16).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_sink_that_was_away_for_longer_than_the_log_is_kept_says_so_and_goes_on() {
        bind("org_b");
        bench.log.send(SinkBench.memoriesOf("org_b", 0, 20)); // ten in each partition
        try (var _ = bench.start(bindings)) {
            bench.awaitNothingClosed();
        }
        bench.log.send(SinkBench.memoriesOf("org_b", 20, 20));
        bench.log.forget(0, 14);

        try (var sink = bench.start(bindings)) {
            bench.awaitNothingClosed();

            assertThat(Figures.of(sink, "sink_lost_places_total")).isEqualTo(1);
            assertThat(bench.rowsOf("org_b")).hasSize(36).doesNotHaveDuplicates();
        }
    }

    @Test
    void many_closed_orgs_that_are_bound_at_once_get_everything_once() {
        int orgs = 150;
        var sent = new ArrayList<String>();
        for (int round = 0; round < 2; round++) {
            var some = new ArrayList<Memory>();
            for (int i = 0; i < orgs; i++) {
                some.addAll(SinkBench.memoriesOf("org_" + i, round, 1));
            }
            bench.log.send(some);
            sent.addAll(SinkBench.contents(some));
        }

        var shared = bench.config().arc().shared().orElseThrow();
        ArcBindings once = org -> bindings.of(org).map(_ -> shared);
        try (var sink = SinkBench.start(bench.config(), once)) {
            bench.awaitAllCommitted();
            assertThat(Figures.of(sink, "sink_lanes_closed")).isEqualTo(orgs);
            for (int i = 0; i < orgs; i++) {
                bind("org_" + i);
            }

            bench.awaitNothingClosed();
            assertThat(bench.rows()).containsExactlyInAnyOrderElementsOf(sent);
        }
    }
}
