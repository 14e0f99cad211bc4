package dev.memtrace.sink;

import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One record of the accepted topic on its way, as it came: it is opened by whoever takes it to Arc.
 *
 * @param timestampMillis when the broker took it
 * @param isReplay whether it is a memory that was refused before, and counted so
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record Row(
        TopicPartition partition,
        long offset,
        long timestampMillis,
        byte[] key,
        byte[] value,
        boolean isReplay) {
    /** What a row takes of the heap beside its bytes, roughly. */
    private static final int OVERHEAD_BYTES = 120;

    static Row of(ConsumerRecord<byte[], byte[]> record) {
        return new Row(
                new TopicPartition(record.topic(), record.partition()),
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers().lastHeader(AcceptedHeaders.REPLAYED_REFUSAL) != null);
    }

    int bytes() {
        return OVERHEAD_BYTES + value.length + (key == null ? 0 : key.length);
    }

    /**
     * The memory in it.
     *
     * @throws UndecodableException if it is none that Arc can store
     */
    Memory memory() {
        var memory = MemoryRecord.of(value).memory();
        if (!MemoryBatchBuilder.isTellable(memory.time())) {
            throw new UndecodableException("the time of a memory is one that Arc cannot tell");
        }
        return memory;
    }
}
