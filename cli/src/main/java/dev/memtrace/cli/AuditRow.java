package dev.memtrace.cli;

import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One memory as the accepted log has it.
 *
 * @param time when it happened; empty if the memory cannot be stored, so that no Arc has it
 * @param isReplay whether it is in the log once more, after a refusal
 */
record AuditRow(int partition, long offset, MemoryId id, Optional<Instant> time, boolean isReplay) {
    static AuditRow of(ConsumerRecord<byte[], byte[]> record, MemoryRecord memory) {
        return new AuditRow(
                record.partition(),
                record.offset(),
                memory.id(),
                time(memory),
                record.headers().lastHeader(AcceptedHeaders.REPLAYED_REFUSAL) != null);
    }

    private static Optional<Instant> time(MemoryRecord memory) {
        try {
            return Optional.of(memory.memory().time()).filter(MemoryBatchBuilder::isTellable);
        } catch (UndecodableException e) {
            return Optional.empty();
        }
    }
}
