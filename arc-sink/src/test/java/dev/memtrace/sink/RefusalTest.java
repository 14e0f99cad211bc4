package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Topics;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Refusals refusals = new Refusals(producer, new Topics("memtrace"));

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void a_memory_is_kept_whole_with_its_key_the_reason_and_where_it_came_from() {
        var row = Rows.row(Rows.SECOND, 42);

        refusals.keep(row, "413: the batch is too large for Arc");

        var kept = producer.history().getFirst();
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

        refusals.keep(key, value, Rows.FIRST, 7, "not a memory");

        var kept = producer.history().getFirst();
        assertThat(kept.key()).isEqualTo(key);
        assertThat(kept.value()).isEqualTo(value);
        assertThat(header(kept, "memtrace-source")).isEqualTo("memtrace.accepted-0@7");
    }

    @Test
    void a_flush_returns_when_everything_is_confirmed() {
        refusals.keep(Rows.row(Rows.FIRST, 0), "reason");
        assertThat(producer.flushed()).isFalse();

        refusals.flush();

        assertThat(producer.flushed()).isTrue();
    }

    @Test
    void a_memory_that_could_not_be_kept_fails_the_flush_and_only_that_one() {
        refusals.keep(Rows.row(Rows.FIRST, 0), "reason");
        producer.errorNext(new RecordTooLargeException("too large"));
        refusals.keep(Rows.row(Rows.FIRST, 1), "reason");

        assertThatThrownBy(refusals::flush)
                .isInstanceOf(KafkaException.class)
                .hasMessage("a refused memory could not be kept")
                .hasCauseInstanceOf(RecordTooLargeException.class);
        assertThatCode(refusals::flush).doesNotThrowAnyException();
    }
}
