package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.MemoryRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One org's Arc will not take what another's does. */
final class OneOrgsRefusalsIT {
    private static final int BYTES_MAX = 32 * 1024;
    private static final String LARGE = "x".repeat(2 * BYTES_MAX);
    private static final Map<String, String> FIVE_AT_ONCE =
            Map.of("write_buffer.max_size", "5", "write_buffer.max_interval", "1m");

    @TempDir private Path directory;
    private final Bindings bindings = new Bindings();
    private SinkBench bench;
    private ArcLocal strict;

    @BeforeEach
    void start() {
        bench = new SinkBench(OneOrgsRefusalsIT.class, directory.resolve("a"));
        var config = ArcLocalConfig.in(directory.resolve("b"));
        strict = ArcLocal.start(config.withLimits(config.limits().withPayloadBytesMax(BYTES_MAX)));
        bindings.bind("org_a", bench.arc().uri());
        bindings.bind("org_b", strict.uri());
    }

    @AfterEach
    void stop() {
        strict.close();
        bench.close();
    }

    private List<String> rowsOfStrict() {
        return bench.rowsOf("org_b", "org_b", strict.uri());
    }

    private List<Memory> rejected() {
        return bench.log.rejected().stream()
                .map(record -> MemoryRecord.of(record.value()).memory())
                .toList();
    }

    @Test
    void a_memory_that_one_arc_refuses_is_found_among_its_own_orgs_alone() {
        var bad = SinkBench.memory("org_b", 100, LARGE);
        var memories = new ArrayList<Memory>();
        memories.addAll(SinkBench.memoriesOf("org_a", 0, 4));
        memories.add(SinkBench.memory("org_a", 100, LARGE));
        memories.add(bad);
        memories.addAll(SinkBench.memoriesOf("org_b", 0, 4));
        bench.log.send(memories);

        try (var _ = SinkBench.start(bench.config(FIVE_AT_ONCE), bindings)) {
            bench.awaitNothingClosed();

            assertThat(bench.rowsOf("org_a")).hasSize(5).contains(LARGE).doesNotHaveDuplicates();
            assertThat(rowsOfStrict())
                    .containsExactlyInAnyOrder("org_b-0", "org_b-1", "org_b-2", "org_b-3");
            assertThat(rejected()).containsExactly(bad);
        }
    }

    @Test
    void a_refused_memory_that_is_alone_waits_for_its_orgs_next_one_and_nobody_else_does() {
        var bad = SinkBench.memory("org_b", 100, LARGE);
        bench.log.send(0, AcceptedTopic.key(bad), AcceptedTopic.value(bad));
        bench.log.send(SinkBench.memoriesOf("org_a", 0, 20));

        try (var _ = bench.start(bindings)) {
            bench.awaitAllCommitted();
            assertThat(bench.rowsOf("org_a")).hasSize(20).doesNotHaveDuplicates();
            assertThat(bench.log.marks()).containsExactly(Map.entry("org_b:0", 0L));
            assertThat(rejected()).isEmpty();

            var good = SinkBench.memory("org_b", 101, "good");
            bench.log.send(0, AcceptedTopic.key(good), AcceptedTopic.value(good));
            bench.awaitNothingClosed();
            assertThat(rowsOfStrict()).containsExactly("good");
            assertThat(rejected()).containsExactly(bad);
        }
    }
}
