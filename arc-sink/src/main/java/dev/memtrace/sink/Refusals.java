package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Topics;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Keeps what Arc will not take on the rejected topic, with the reason. One thread. */
final class Refusals implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Refusals(Producer<byte[], byte[]> producer, Topics topics) {
        this.producer = producer;
        this.topics = topics;
    }

    void keep(Batch.Row row, String reason) {
        var memory = row.memory();
        keep(
                Identity.digest(memory.org(), memory.dedupKey()),
                MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true),
                row.partition(),
                row.offset(),
                reason);
    }

    void keep(byte[] key, byte[] value, TopicPartition partition, long offset, String reason) {
        var record = new ProducerRecord<>(topics.rejected(), key, value);
        record.headers()
                .add(RejectedHeaders.REASON, reason.getBytes(UTF_8))
                .add(RejectedHeaders.SERVICE, "arc-sink".getBytes(UTF_8))
                .add(RejectedHeaders.SOURCE, (partition + "@" + offset).getBytes(UTF_8));
        var _ =
                producer.send(
                        record,
                        (_, e) -> {
                            if (e != null) {
                                failure.set(e);
                            }
                        });
    }

    /**
     * Returns when everything kept so far is durable; before that, no offset may be committed.
     *
     * @throws KafkaException if something could not be kept
     */
    void flush() {
        producer.flush();
        var failed = failure.getAndSet(null);
        if (failed != null) {
            throw new KafkaException("a refused memory could not be kept", failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
