package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Topics;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final Topics TOPICS = new Topics("memtrace");

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void a_memory_is_kept_whole_with_its_key_the_reason_and_where_it_came_from() {
        var row = Rows.row(Rows.SECOND, 42);

        var kept = Refusal.of(row, "413: the batch is too large for Arc").toRecord(TOPICS);

        assertThat(kept.topic()).isEqualTo("memtrace.rejected");
        assertThat(kept.key())
                .isEqualTo(Identity.digest(row.memory().org(), row.memory().dedupKey()));
        var record = MemoryRecord.of(kept.value());
        assertThat(record.memory()).isEqualTo(row.memory());
        assertThat(record.replyTo()).isEqualTo(ReplyAddress.NONE);
        assertThat(header(kept, "memtrace-reason"))
                .isEqualTo("413: the batch is too large for Arc");
        assertThat(header(kept, "memtrace-source")).isEqualTo("memtrace.accepted-1@42");
        assertThat(header(kept, "memtrace-service")).isEqualTo("arc-sink");
    }

    @Test
    void bytes_are_kept_as_they_came() {
        byte[] key = {1, 2};
        byte[] value = {3, 4, 5};
        var row = new Row(Rows.FIRST, 7, 0, key, value, false);

        var kept = Refusal.of(row, "not a memory").toRecord(TOPICS);

        assertThat(kept.key()).isEqualTo(key);
        assertThat(kept.value()).isEqualTo(value);
        assertThat(header(kept, "memtrace-source")).isEqualTo("memtrace.accepted-0@7");
    }
}
