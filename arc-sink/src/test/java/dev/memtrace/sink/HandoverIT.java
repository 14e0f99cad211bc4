package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several sinks share the partitions. */
final class HandoverIT {
    @TempDir private Path directory;
    private SinkBench bench;

    @BeforeEach
    void start() {
        bench = new SinkBench(HandoverIT.class, directory);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private ArcSink start(String instance) {
        return bench.start(Map.of("write_buffer.instance_id", instance));
    }

    private void awaitEachHasOnePartition() {
        SinkBench.eventually(
                () ->
                        assertThat(bench.log.group().members())
                                .hasSize(2)
                                .allSatisfy(
                                        member ->
                                                assertThat(member.assignment().topicPartitions())
                                                        .hasSize(1)));
    }

    @Test
    void a_partition_that_moves_while_arc_is_away_is_written_by_its_new_owner_alone() {
        bench.arc().faults().failWrites(1_000, 503, "{}");
        var memories = SinkBench.memories(40);
        bench.log.send(memories);

        try (var first = start("sink-a")) {
            Figures.awaitWrites(first, 2);
            try (var second = start("sink-b")) {
                awaitEachHasOnePartition();
                Figures.awaitWrites(second, 1);
                bench.arc().faults().clear();

                bench.awaitNothingClosed();
                assertRowsAre(memories);
            }
        }
    }

    @Test
    void memories_that_come_while_partitions_move_are_stored_once() {
        var memories = SinkBench.memories(500);
        bench.log.send(memories.subList(0, 100));
        try (var _ = start("sink-a")) {
            bench.log.send(memories.subList(100, 200));
            try (var _ = start("sink-b")) {
                for (int next = 200; next < memories.size(); next += 20) {
                    bench.log.send(memories.subList(next, next + 20));
                }
                awaitEachHasOnePartition();
                bench.awaitNothingClosed();
                assertRowsAre(memories);
            }
        }
    }

    private void assertRowsAre(List<Memory> memories) {
        assertThat(bench.rows()).containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
    }
}
