package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.memory.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Arc will not take, and whose fault it is. */
final class RefusedMemoriesIT {
    private static final int ARC_BYTES_MAX = 32 * 1024;
    private static final Map<String, String> TEN_AT_ONCE =
            Map.of("write_buffer.max_size", "10", "write_buffer.max_interval", "1m");

    @TempDir private Path directory;
    private SinkBench bench;

    @BeforeEach
    void start() {
        bench = new SinkBench(RefusedMemoriesIT.class, directory, RefusedMemoriesIT::small);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /** An Arc that does not take much at once, so that one memory can be too much. */
    private static ArcLocalConfig small(ArcLocalConfig config) {
        return config.withLimits(config.limits().withPayloadBytesMax(ARC_BYTES_MAX));
    }

    /** A memory that this Arc never takes, whatever comes with it. */
    enum Poison {
        UNPACKS_TO_TOO_MUCH("400: Arc cannot read the batch", "x".repeat(2 * ARC_BYTES_MAX)),
        IS_TOO_MUCH("413: the batch is too large for Arc", incompressible(2 * ARC_BYTES_MAX));

        private final String reason;
        private final String content;

        Poison(String reason, String content) {
            this.reason = reason;
            this.content = content;
        }

        private static String incompressible(int chars) {
            return new SplittableRandom(1)
                    .ints(chars, 0x4e00, 0x9fa5)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_memory_that_arc_refuses_is_kept_and_its_neighbours_are_stored_once(Poison poison) {
        var memories = new ArrayList<Memory>(SinkBench.memories(10));
        memories.set(4, SinkBench.memory(4, poison.content)); // offset 2 of partition 0
        bench.log.send(memories);

        try (var sink = bench.start(TEN_AT_ONCE)) {
            bench.awaitNothingClosed();

            var bad = memories.remove(4);
            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
            var rejected = bench.log.rejected();
            assertThat(rejected).hasSize(1);
            assertKept(rejected.getFirst(), AcceptedTopic.key(bad), AcceptedTopic.value(bad));
            assertThat(AcceptedTopic.headers(rejected.getFirst()))
                    .containsEntry("memtrace-reason", poison.reason)
                    .containsEntry(
                            "memtrace-source", bench.config().kafka().topics().accepted() + "-0@2");
            assertThat(Figures.of(sink, "sink_memories_total{outcome=\"refused\"}")).isEqualTo(1);
        }
    }

    private static void assertKept(
            ConsumerRecord<byte[], byte[]> record, byte[] key, byte[] value) {
        assertThat(record.key()).isEqualTo(key);
        assertThat(record.value()).isEqualTo(value);
        assertThat(AcceptedTopic.headers(record)).containsEntry("memtrace-service", "arc-sink");
    }

    @Test
    void a_batch_that_is_only_too_large_together_is_stored_in_pieces() {
        var memories = new ArrayList<Memory>();
        for (int i = 0; i < 10; i++) {
            memories.add(SinkBench.memory(i, i + "y".repeat(ARC_BYTES_MAX / 4)));
        }
        bench.log.send(memories);

        try (var _ = bench.start(TEN_AT_ONCE)) {
            bench.awaitNothingClosed();

            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
            assertThat(bench.log.rejected()).isEmpty();
        }
    }

    @Test
    void arc_that_fails_while_the_bad_memory_is_looked_for_makes_no_other_memory_bad() {
        var memories = new ArrayList<Memory>(SinkBench.memories(10));
        memories.set(7, SinkBench.memory(7, "x".repeat(2 * ARC_BYTES_MAX)));
        bench.log.send(memories);
        bench.arc().faults().failWrites(1, 400, "{\"error\":\"Invalid MessagePack payload\"}");
        bench.arc().faults().storeWritesButAnswer(1, 503, "{}");

        try (var _ = bench.start(TEN_AT_ONCE)) {
            bench.awaitNothingClosed();

            memories.remove(7);
            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
            assertThat(bench.log.rejected()).hasSize(1);
        }
    }

    @Test
    void bytes_that_are_no_memory_are_kept_as_they_came_and_the_sink_goes_on() {
        byte[] key = {1, 2, 3};
        byte[] noise = {9, 8, 7, 6, 5};
        bench.log.send(0, key, noise);
        var memories = SinkBench.memories(4);
        bench.log.send(memories);
        bench.log.send(1, key, null);

        try (var _ = bench.start()) {
            bench.awaitNothingClosed();

            assertThat(bench.rows())
                    .containsExactlyInAnyOrderElementsOf(SinkBench.contents(memories));
            var rejected = bench.log.rejected();
            assertThat(rejected).hasSize(2);
            assertThat(rejected).anySatisfy(record -> assertKept(record, key, noise));
            assertThat(rejected).anySatisfy(record -> assertKept(record, key, null));
            assertThat(rejected)
                    .allSatisfy(
                            record ->
                                    assertThat(AcceptedTopic.headers(record))
                                            .hasEntrySatisfying(
                                                    "memtrace-reason",
                                                    reason ->
                                                            assertThat(reason)
                                                                    .startsWith(
                                                                            "a memory record")));
        }
    }
}
