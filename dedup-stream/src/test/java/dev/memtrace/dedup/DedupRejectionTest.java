package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.ReplyAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What cannot be decoded is rejected as it came, and the stream goes on. */
class DedupRejectionTest extends DedupFixture {
    @Test
    void what_cannot_be_read_is_kept_aside_with_its_reason_and_the_stream_goes_on() {
        var key = new byte[Identity.DIGEST_BYTES];
        memories.pipeInput(key, "garbage".getBytes(StandardCharsets.UTF_8), NOON);
        memories.pipeInput(new byte[3], new byte[] {1}, NOON);
        memories.pipeInput(key, null, NOON);
        send(Memories.memory("org_a", "fine"), NOON);

        var aside = rejected.readRecordsToList();
        assertThat(aside).hasSize(3);
        assertThat(aside.getFirst().value()).isEqualTo("garbage".getBytes(StandardCharsets.UTF_8));
        assertThat(aside)
                .allSatisfy(
                        record -> {
                            assertThat(record.headers().lastHeader(RejectedHeaders.REASON).value())
                                    .isNotEmpty();
                            assertThat(
                                            new String(
                                                    record.headers()
                                                            .lastHeader(RejectedHeaders.SOURCE)
                                                            .value(),
                                                    StandardCharsets.UTF_8))
                                    .startsWith("t.memories-0@");
                        });
        assertThat(accepted.readValuesToList()).hasSize(1);
    }

    @Test
    void a_memory_whose_owner_cannot_be_one_is_kept_aside() {
        var bytes = MemoryRecord.encode(Memories.memory("org_a", "x"), ReplyAddress.NONE, 0, true);
        bytes[41] = '!';
        memories.pipeInput(new byte[Identity.DIGEST_BYTES], bytes, NOON);

        assertThat(rejected.readValue()).isEqualTo(bytes);
        assertThat(accepted.isEmpty()).isTrue();
    }
}
