package dev.memtrace.sink;

import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What records of the accepted topic say; both readers of it must understand the same. */
final class AcceptedRecords {
    private AcceptedRecords() {}

    /**
     * Whose memory it is, without looking at the memory.
     *
     * @throws UndecodableException if it does not say
     */
    static OrgId org(ConsumerRecord<byte[], byte[]> record) {
        return MemoryRecord.of(record.value()).org();
    }

    /**
     * The memory and where it stands.
     *
     * @throws UndecodableException if it is none that Arc can store
     */
    static Batch.Row row(ConsumerRecord<byte[], byte[]> record) {
        var memory = MemoryRecord.of(record.value()).memory();
        if (!MemoryBatchBuilder.isTellable(memory.time())) {
            throw new UndecodableException("the time of a memory is one that Arc cannot tell");
        }
        return new Batch.Row(partition(record), record.offset(), memory);
    }

    static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
