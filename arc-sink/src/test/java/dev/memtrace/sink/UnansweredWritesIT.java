package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arc has rows of which the sink does not know it. */
final class UnansweredWritesIT {
    private static final String FOUND = "sink_memories_total{outcome=\"found_stored\"}";
    private static final Map<String, String> IMPATIENT = Map.of("arc.write_timeout", "300ms");

    @TempDir private Path directory;
    private SinkBench bench;

    @AfterEach
    void stop() {
        bench.close();
    }

    private List<Memory> accepted(int count) {
        var memories = SinkBench.memories(count);
        bench.log.send(memories);
        return memories;
    }

    private void assertRowsAre(List<Memory> memories) {
        assertThat(bench.rows()).containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
    }

    private void assertReadersSee(List<Memory> memories) {
        assertThat(bench.readable())
                .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
    }

    @BeforeEach
    void start() {
        bench = new SinkBench(UnansweredWritesIT.class, directory);
    }

    @Test
    void rows_that_were_stored_and_denied_are_found_and_not_written_again() {
        bench.arc().faults().storeWritesButAnswer(1, 503, "{}");
        var memories = accepted(50);

        try (var sink = bench.start()) {
            bench.awaitNothingClosed();

            assertRowsAre(memories);
            assertThat(Figures.of(sink, FOUND)).isPositive();
        }
    }

    @Test
    void rows_that_were_stored_without_an_answer_are_found_and_not_written_again() {
        bench.arc().faults().storeWritesButStall(1);
        var memories = accepted(50);

        try (var sink = bench.start(IMPATIENT)) {
            bench.awaitNothingClosed();

            assertRowsAre(memories);
            assertThat(Figures.of(sink, FOUND)).isPositive();
        }
    }

    @Test
    void a_sink_closed_between_write_and_commit_leaves_rows_that_the_next_one_finds() {
        bench.arc().faults().storeWritesButStall(1);
        var memories = accepted(50);
        try (var _ = bench.start()) {
            SinkBench.eventually(() -> assertThat(bench.rows()).isNotEmpty());
        }

        try (var sink = bench.start()) {
            bench.awaitNothingClosed();

            assertRowsAre(memories);
            assertThat(Figures.of(sink, FOUND)).isPositive();
        }
    }

    @Test
    void rows_of_another_log_at_the_same_offsets_do_not_count_as_stored() {
        var others = new SinkBench(UnansweredWritesIT.class, directory.resolve("other"));
        try (others) {
            others.log.send(List.of(SinkBench.memory(0, "theirs"), SinkBench.memory(1, "too")));
            var intoOurs = Map.of("arc.url", bench.arc().uri().toString());
            try (var _ = others.start(intoOurs)) {
                others.awaitNothingClosed();
            }
        }
        accepted(2);

        try (var _ = bench.start()) {
            bench.awaitNothingClosed();

            assertThat(bench.rows()).containsExactlyInAnyOrder("theirs", "too", "m0", "m1");
        }
    }

    @Test
    void a_write_that_arrives_after_its_time_is_over_is_a_copy_that_readers_do_not_see() {
        bench.arc().faults().delayWrites(1, Duration.ofSeconds(1));
        var memories = accepted(50);
        var inOneBatch =
                Map.of(
                        "arc.write_timeout", "300ms",
                        "write_buffer.max_size", "50",
                        "write_buffer.max_interval", "1m");

        try (var _ = bench.start(inOneBatch)) {
            bench.awaitNothingClosed();

            SinkBench.eventually(() -> assertThat(bench.rows()).hasSize(100));
            assertReadersSee(memories);
        }
    }
}
