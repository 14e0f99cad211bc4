package dev.memtrace.inbox;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.AppendFailedException;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes memories to where ingest-api writes them, outside of any transaction: one that is left
 * open there would hold up everybody's verdicts. What is written twice after a crash has the same
 * ids, by which dedup knows it. One thread.
 */
final class MemoryWriter {
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * @param producer idempotent, of no transaction
     * @param topic of memories
     */
    MemoryWriter(Producer<byte[], byte[]> producer, String topic) {
        this.producer = producer;
        this.topic = topic;
    }

    /** Begins to write; blocks while the producer has no room. */
    void write(Checked.Good good) {
        good.memories().forEach(memory -> write(memory, good));
    }

    private void write(Memory memory, Checked.Good good) {
        var record =
                new ProducerRecord<>(
                        topic,
                        null,
                        Identity.digest(memory.org(), memory.dedupKey()),
                        MemoryRecord.encode(memory, ReplyAddress.UNKNOWN_ID, 0, true),
                        good.carried());
        var _ =
                producer.send(
                        record,
                        (_, e) -> {
                            if (e != null) {
                                failure.compareAndSet(null, e);
                            }
                        });
    }

    /**
     * Returns when all that was written is durable.
     *
     * @throws AppendFailedException if some of it may not be
     */
    void await() {
        producer.flush();
        if (failure.get() != null) {
            throw new AppendFailedException("Kafka did not confirm all memories", failure.get());
        }
    }
}
