package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arc refuses everything, and no memory is to blame. */
final class WrongBindingIT {
    @TempDir private Path directory;
    private SinkBench bench;

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void a_wrong_key_costs_no_memory_and_is_tried_until_it_is_right() {
        bench = new SinkBench(WrongBindingIT.class, directory, it -> it.withToken("theirs"));
        var memories = SinkBench.memories(20);
        bench.log.send(memories);

        try (var sink = bench.start(Map.of("arc.api_key", "ours"))) {
            Figures.awaitClosed(sink);
            bench.awaitLaneClosed("org_a");

            bench.restartArc(it -> it.withToken("ours"));

            bench.awaitNothingClosed();
            bench.restartArc(it -> it); // takes any key, ours too
            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
            assertThat(bench.log.rejected()).isEmpty();
        }
    }

    @Test
    void a_key_that_may_read_and_not_write_costs_no_memory() {
        refusesAtFirst(403, "{\"success\":false,\"error\":\"Permission denied: write required\"}");
    }

    @Test
    void a_wrong_database_costs_no_memory() {
        refusesAtFirst(400, "{\"error\":\"invalid database name: reserved\"}");
    }

    private void refusesAtFirst(int status, String body) {
        bench = new SinkBench(WrongBindingIT.class, directory);
        bench.arc().faults().failWrites(1_000, status, body);
        var memories = SinkBench.memories(20);
        bench.log.send(memories);

        try (var sink = bench.start()) {
            Figures.awaitWrites(sink, 3);
            bench.awaitLaneClosed("org_a");
            bench.arc().faults().clear();

            bench.awaitNothingClosed();
            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
            assertThat(bench.log.rejected()).isEmpty();
        }
    }
}
