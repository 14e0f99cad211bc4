package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.MemoryId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AuditTallyTest {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    private static AuditRow row(int partition, long offset) {
        return new AuditRow(
                partition, offset, MemoryId.of(NOON, partition, offset), Optional.of(NOON), false);
    }

    @Test
    void every_row_is_found_refused_or_missing() {
        var rows = IntStream.range(0, 9).mapToObj(i -> row(i % 2, i)).toList();
        var times = new HashMap<MemoryId, Long>();
        rows.subList(0, 4).forEach(it -> times.put(it.id(), 1L));
        times.put(rows.get(2).id(), 3L);
        var tally = new AuditTally();

        tally.add(rows.subList(0, 5), times, it -> it.offset() == 5 || it.offset() == 0);
        tally.add(rows.subList(5, 9), times, it -> it.offset() == 5 || it.offset() == 0);

        assertThat(tally.rows()).isEqualTo(9);
        assertThat(tally.found()).isEqualTo(4); // what was refused and then replayed is found
        assertThat(tally.refused()).isEqualTo(1);
        assertThat(tally.missing()).isEqualTo(4);
        assertThat(tally.doubledIds()).isEqualTo(Map.of(rows.get(2).id(), 3L));
        assertThat(tally.lowestMissing()).isEqualTo(Map.of(0, 4L, 1, 7L));
    }

    @Test
    void all_are_counted_and_a_thousand_named() {
        var rows = IntStream.range(0, 3_000).mapToObj(i -> row(0, i)).toList();
        var tally = new AuditTally();

        tally.add(rows, Map.of(), _ -> false);

        assertThat(tally.missing()).isEqualTo(3_000);
        assertThat(tally.missingIds()).hasSize(1_000);
    }

    @Test
    void a_memory_that_the_log_has_twice_is_doubled_once() {
        var row = row(0, 1);
        var tally = new AuditTally();

        tally.add(List.of(row, row), Map.of(row.id(), 2L), _ -> false);

        assertThat(tally.found()).isEqualTo(2);
        assertThat(tally.doubled()).isEqualTo(1);
    }
}
