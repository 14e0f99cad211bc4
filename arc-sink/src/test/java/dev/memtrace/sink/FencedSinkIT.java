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
            zombie.stepUntil(SinkState.Committing.class);

            try (var _ = bench.start(bindings)) {
                bench.awaitAllCommitted();
                var marks = bench.log.marks();
                bindings.bind("org_b", bench.arc().uri());
                bench.awaitNothingParked();
                assertThat(marks).hasSize(2);

                assertThatThrownBy(zombie::step).isInstanceOf(KafkaException.class);

                assertThat(bench.log.marks()).isEmpty();
                assertThat(bench.rowsOf("org_a")).containsExactlyInAnyOrderElementsOf(ten("org_a"));
                assertThat(bench.rowsOf("org_b")).containsExactlyInAnyOrderElementsOf(ten("org_b"));
            }
        }
    }

    @Test
    void one_that_is_thrown_out_of_its_group_goes_back_to_its_last_commit_and_joins_again() {
        try (var sink = new SteppedSink(bench.config(), bindings)) {
            sink.stepUntil(SinkState.Committing.class);
            bench.log.throwOut(bench.config().instanceId());

            assertThat(sink.step()).isInstanceOf(SinkState.Filling.class);
            assertThat(bench.log.committed()).isZero();
            assertThat(bench.log.marks()).isEmpty();

            while (bench.log.committed() < bench.log.end()) {
                sink.step();
            }
            bindings.bind("org_b", bench.arc().uri());
            while (!bench.log.marks().isEmpty()) {
                sink.step();
            }
            assertThat(bench.rowsOf("org_a")).containsExactlyInAnyOrderElementsOf(ten("org_a"));
            assertThat(bench.rowsOf("org_b")).containsExactlyInAnyOrderElementsOf(ten("org_b"));
        }
    }
}
