package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topic as dedup leaves it: in transactions, some of them aborted. */
final class TransactionsIT {
    @TempDir private Path directory;

    @Test
    void what_an_aborted_transaction_wrote_is_never_stored() {
        try (var bench = new SinkBench(TransactionsIT.class, directory)) {
            var committed = new ArrayList<>(SinkBench.memories(0, 20));
            bench.log.sendInTransaction(committed, true);
            bench.log.sendInTransaction(SinkBench.memories(20, 20), false);
            bench.log.sendInTransaction(SinkBench.memories(40, 20), true);
            committed.addAll(SinkBench.memories(40, 20));

            try (var _ = bench.start()) {
                SinkBench.eventually(() -> assertThat(bench.rows()).hasSize(40));
                assertThat(bench.rows())
                        .containsExactlyInAnyOrderElementsOf(SinkBench.contents(committed));
            }
        }
    }

    @Test
    void gaps_between_offsets_do_not_hide_from_a_restart_what_is_stored() {
        try (var bench = new SinkBench(TransactionsIT.class, directory)) {
            bench.arc().faults().storeWritesButStall(1);
            for (int i = 0; i < 5; i++) {
                bench.log.sendInTransaction(SinkBench.memories(10 * i, 10), i % 2 == 0);
            }
            try (var _ = bench.start()) {
                SinkBench.eventually(() -> assertThat(bench.rows()).isNotEmpty());
            }
            assertThat(bench.log.committed()).isZero();

            try (var _ = bench.start()) {
                // The last record is at 53; a marker of its transaction's end follows it.
                SinkBench.eventually(() -> assertThat(bench.log.committed()).isEqualTo(54));
                assertThat(bench.rows()).hasSize(30).doesNotHaveDuplicates();
            }
        }
    }
}
