package dev.memtrace.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.testkit.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryRecordTest {
    @Test
    void any_memory_is_read_back_as_it_was_written() {
        Seeds.forEach(
                500,
                chance -> {
                    var memory = Memories.random(chance);
                    var address =
                            new ReplyAddress(chance.within(-1, 100), chance.generator().nextLong());
                    int index = chance.within(0, 10_000);
                    boolean isLast = chance.onceIn(2);

                    var record =
                            MemoryRecord.of(MemoryRecord.encode(memory, address, index, isLast));

                    assertThat(record.memory()).isEqualTo(memory);
                    assertThat(record.id()).isEqualTo(memory.id());
                    assertThat(record.org()).isEqualTo(memory.org());
                    assertThat(record.replyTo()).isEqualTo(address);
                    assertThat(record.index()).isEqualTo(index);
                    assertThat(record.isLastOfPartition()).isEqualTo(isLast);
                    assertThat(record.fingerprint())
                            .isEqualTo(Identity.fingerprint(memory.content()));
                });
    }

    @Test
    void damaged_bytes_are_undecodable_and_never_anything_worse() {
        Seeds.forEach(
                1_000,
                chance -> {
                    var bytes =
                            MemoryRecord.encode(
                                    Memories.random(chance), ReplyAddress.NONE, 0, true);
                    var damaged =
                            chance.onceIn(2)
                                    ? Arrays.copyOf(bytes, chance.within(0, bytes.length - 1))
                                    : bytes.clone();
                    for (int i = 0; i < 5 && damaged.length > 0; i++) {
                        damaged[chance.within(0, damaged.length - 1)] =
                                (byte) chance.within(0, 255);
                    }
                    try {
                        assertThat(MemoryRecord.of(damaged).memory()).isNotNull();
                    } catch (UndecodableException e) {
                        assertThat(e.getMessage()).isNotBlank();
                    }
                });
    }

    @Test
    void another_version_is_named_in_the_error() {
        var bytes = MemoryRecord.encode(Memories.memory("org_a", "x"), ReplyAddress.NONE, 0, true);
        bytes[0] = 9;

        assertThatThrownBy(() -> MemoryRecord.of(bytes))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("version of a memory record must be 1, got 9");
    }

    @Test
    void nothing_is_no_record() {
        assertThatThrownBy(() -> MemoryRecord.of(null)).isInstanceOf(UndecodableException.class);
    }
}
