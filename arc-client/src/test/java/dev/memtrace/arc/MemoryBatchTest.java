package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.testkit.Chance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessagePack;
import org.msgpack.value.Value;

class MemoryBatchTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void what_is_written_is_read_back_byte_for_byte(long seed) throws IOException {
        var chance = new Chance(seed);
        var builder = new MemoryBatchBuilder(1_000, Integer.MAX_VALUE);
        var memories = new ArrayList<Memory>();
        for (int i = 0; i < chance.within(1, 1_000); i++) {
            memories.add(Memories.random(chance));
            builder.add(memories.getLast(), 1L << i % 60, i % 7, i * 1_000_003L);
        }

        var columns = columns(builder.build(), "memories");

        assertThat(columns.keySet()).containsExactlyInAnyOrderElementsOf(MemoryColumns.ALL);
        for (int i = 0; i < memories.size(); i++) {
            var memory = memories.get(i);
            var row = i;
            text(columns, row, "org_id", memory.org().value());
            text(columns, row, "agent_id", memory.agent().value());
            text(columns, row, "session_id", memory.session().map(Object::toString).orElse(""));
            text(columns, row, "memory_type", memory.type().value());
            text(columns, row, "event_type", memory.eventType().value());
            text(columns, row, "content", memory.content());
            text(columns, row, "metadata_json", memory.metadataJson().orElse(""));
            text(columns, row, "tags_csv", String.join(",", memory.tags()));
            text(columns, row, "dedup_key", memory.dedupKey().value());
            text(columns, row, "parent_id", memory.parent().orElse(""));
            text(columns, row, "id", memory.id().toString());
            whole(columns, row, "time", ChronoUnit.MICROS.between(Instant.EPOCH, memory.time()));
            whole(columns, row, "log_epoch", 1L << i % 60);
            whole(columns, row, "kafka_partition", i % 7);
            whole(columns, row, "kafka_offset", i * 1_000_003L);
            var importance = columns.get("importance").get(row);
            assertThat(importance.isFloatValue()).isTrue();
            assertThat(importance.asFloatValue().toDouble()).isEqualTo(memory.importance());
        }
    }

    @Test
    void texts_of_every_length_keep_their_length() throws IOException {
        for (int length : new int[] {0, 1, 31, 32, 255, 256, 65_535, 65_536, 200_000}) {
            for (var letter : List.of("x", "é", "\ud83d\ude00")) {
                var buffer = new ColumnBuffer();
                buffer.putText(letter.repeat(length));
                var bytes = new byte[buffer.size()];
                buffer.copyTo(bytes, 0);

                try (var unpacker = MessagePack.newDefaultUnpacker(bytes)) {
                    var value = unpacker.unpackValue().asStringValue();
                    assertThat(value.asByteArray())
                            .isEqualTo(letter.repeat(length).getBytes(UTF_8));
                    assertThat(unpacker.hasNext()).isFalse();
                }
            }
        }
    }

    @Test
    void a_batch_knows_its_size_and_the_times_it_spans() {
        var builder = new MemoryBatchBuilder(10, 1_000_000);
        builder.add(at("2026-02-13T12:00:00.000001Z"), 1, 0, 0);
        builder.add(at("2026-02-13T10:00:00Z"), 1, 0, 1);
        builder.add(at("2026-02-13T13:00:00.5Z"), 1, 0, 2);

        var batch = builder.build();

        assertThat(batch.rows()).isEqualTo(3);
        assertThat(batch.bytes()).isPositive();
        assertThat(batch.earliest()).isEqualTo("2026-02-13T10:00:00Z");
        assertThat(batch.latest()).isEqualTo("2026-02-13T13:00:00.5Z");
    }

    @Test
    void a_full_batch_takes_no_more_and_a_new_one_starts_from_nothing() throws IOException {
        var byRows = new MemoryBatchBuilder(2, 1_000_000);
        assertThat(byRows.add(Memories.memory("org_a", "one"), 1, 0, 0)).isTrue();
        assertThat(byRows.add(Memories.memory("org_a", "two"), 1, 0, 1)).isTrue();
        assertThat(byRows.add(Memories.memory("org_a", "three"), 1, 0, 2)).isFalse();
        assertThat(columns(byRows.build(), "m").get("content")).hasSize(2);

        assertThat(byRows.isEmpty()).isTrue();
        assertThat(byRows.add(Memories.memory("org_a", "three"), 1, 0, 2)).isTrue();
        assertThat(columns(byRows.build(), "m").get("content").getFirst().toString())
                .isEqualTo("three");

        var byBytes = new MemoryBatchBuilder(1_000, 10_000);
        var added = 0;
        while (byBytes.add(Memories.memory("org_a", "x".repeat(1_000)), 1, 0, added)) {
            added++;
        }
        assertThat(added).isBetween(8, 10);
        assertThat(byBytes.bytes()).isBetween(10_000, 11_500);
    }

    @Test
    void a_time_that_Arc_would_misread_is_refused() {
        var builder = new MemoryBatchBuilder(10, 1_000);

        assertThatThrownBy(() -> builder.add(at("1970-04-26T00:00:00Z"), 1, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(builder.isEmpty()).isTrue();
        assertThat(builder.add(at("1971-01-01T00:00:00Z"), 1, 0, 0)).isTrue();
    }

    @Test
    void the_same_batch_goes_to_any_measurement() throws IOException {
        var builder = new MemoryBatchBuilder(10, 1_000);
        builder.add(Memories.memory("org_a", "one"), 1, 0, 0);
        var batch = builder.build();

        assertThat(columns(batch, "first")).isEqualTo(columns(batch, "second"));
        assertThat(batch.body("first")).isEqualTo(batch.body("first"));
    }

    private static Memory at(String time) {
        return Memories.memory("org_a", "agent_a", "content", Instant.parse(time));
    }

    private static void text(
            Map<String, List<Value>> columns, int row, String column, String expected) {
        assertThat(columns.get(column).get(row).asStringValue().asByteArray())
                .as(column)
                .isEqualTo(expected.getBytes(UTF_8));
    }

    private static void whole(
            Map<String, List<Value>> columns, int row, String column, long expected) {
        assertThat(columns.get(column).get(row).asIntegerValue().toLong())
                .as(column)
                .isEqualTo(expected);
    }

    private static Map<String, List<Value>> columns(MemoryBatch batch, String measurement)
            throws IOException {
        var in = new ZstdInputStream(new ByteArrayInputStream(batch.body(measurement)));
        try (in;
                var unpacker = MessagePack.newDefaultUnpacker(in)) {
            assertThat(unpacker.unpackMapHeader()).isEqualTo(2);
            assertThat(unpacker.unpackString()).isEqualTo("m");
            assertThat(unpacker.unpackString()).isEqualTo(measurement);
            assertThat(unpacker.unpackString()).isEqualTo("columns");
            var columns = new HashMap<String, List<Value>>();
            unpacker.unpackValue()
                    .asMapValue()
                    .map()
                    .forEach(
                            (name, values) ->
                                    columns.put(name.toString(), values.asArrayValue().list()));
            assertThat(unpacker.hasNext()).isFalse();
            return columns;
        }
    }
}
