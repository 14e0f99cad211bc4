package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink that was taken for dead, and is not. */
final class FencedSinkIT {
    @TempDir private Path directory;
    private final Bindings bindings = new Bindings();
    private SinkBench bench;

    @BeforeEach
    void start() {
        bench = new SinkBench(FencedSinkIT.class, directory);
        bindings.bind("org_a", bench.arc().uri());
        bench.log.send(SinkBench.memoriesOf("org_a", 0, 10));
        bench.log.send(SinkBench.memoriesOf("org_b", 0, 10));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static List<String> ten(String org) {
        return SinkBench.contents(SinkBench.memoriesOf(org, 0, 10));
    }

    @Test
    void one_whose_name_another_has_taken_commits_nothing_and_its_loop_ends() {
        try (var zombie = new SteppedSink(bench.config(), bindings)) {
            zombie.stepUntil(() -> !bench.log.marks().isEmpty());

            try (var _ = bench.start(bindings)) {
                bench.awaitAllCommitted();
                bindings.bind("org_b", bench.arc().uri());
                bench.awaitNothingClosed();
                bench.log.send(SinkBench.memoriesOf("org_a", 10, 10));

                assertThatThrownBy(() -> zombie.stepUntil(() -> false))
                        .isInstanceOf(KafkaException.class);

                bench.awaitNothingClosed();
                assertThat(bench.rowsOf("org_b")).containsExactlyInAnyOrderElementsOf(ten("org_b"));
                assertThat(bench.rowsOf("org_a")).hasSize(20).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void one_that_is_thrown_out_of_its_group_goes_back_to_its_last_commit_and_joins_again() {
        try (var sink = new SteppedSink(bench.config(), bindings)) {
            sink.stepUntil(() -> !bench.log.marks().isEmpty());
            bench.log.send(SinkBench.memoriesOf("org_a", 10, 10));
            bench.log.throwOut(bench.config().instanceId());

            sink.stepUntil(() -> bench.log.committed() == bench.log.end());
            bindings.bind("org_b", bench.arc().uri());
            sink.stepUntil(() -> bench.log.marks().isEmpty());

            assertThat(bench.rowsOf("org_a")).hasSize(20).doesNotHaveDuplicates();
            assertThat(bench.rowsOf("org_b")).containsExactlyInAnyOrderElementsOf(ten("org_b"));
        }
    }
}
