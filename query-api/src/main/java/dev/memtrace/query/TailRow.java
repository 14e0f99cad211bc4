package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.MemoryRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A memory of the accepted topic and its place there.
 *
 * @param acceptedMillis when the broker took it
 * @param bytes what it costs to keep it, about
 */
record TailRow(
        Memory memory,
        Position position,
        int partition,
        long offset,
        long acceptedMillis,
        int bytes) {
    /**
     * Objects, references and tree nodes, next to twice the record: it is text for the most part,
     * and what is Latin-1 takes half of that.
     */
    private static final int OVERHEAD_BYTES = 900;

    /**
     * The memory in a record.
     *
     * @throws dev.memtrace.core.wire.UndecodableException if there is none
     */
    static TailRow of(ConsumerRecord<byte[], byte[]> record) {
        var memory = MemoryRecord.of(record.value()).memory();
        return new TailRow(
                memory,
                Position.of(memory),
                record.partition(),
                record.offset(),
                record.timestamp(),
                OVERHEAD_BYTES + 2 * record.value().length);
    }
}
