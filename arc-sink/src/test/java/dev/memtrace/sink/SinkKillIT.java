package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole process is killed, as the system does it. */
final class SinkKillIT {
    private static final int KILLS = 2;

    @TempDir private Path directory;

    @Test
    void a_sink_killed_between_write_and_commit_again_and_again_stores_every_memory_once() {
        try (var bench = new SinkBench(SinkKillIT.class, directory)) {
            var sent = new ArrayList<String>();
            for (int kill = 0; kill < KILLS; kill++) {
                var memories = SinkBench.memories(100 * kill, 100);
                sent.addAll(SinkBench.contents(memories));
                bench.arc().faults().storeWritesButStall(1);
                bench.log.send(memories);
                int before = bench.rows().size();
                long committed = bench.log.committed();
                try (var sink = bench.startChild()) {
                    SinkBench.eventually(() -> assertThat(bench.rows()).hasSizeGreaterThan(before));
                    sink.kill9();
                }
                bench.arc().faults().clear();
                assertThat(bench.log.committed()).isEqualTo(committed);
            }

            try (var _ = bench.start()) {
                bench.awaitAllCommitted();

                assertThat(bench.rows()).containsExactlyInAnyOrderElementsOf(sent);
            }
        }
    }
}
