package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.rejected.SourcePosition;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.Topics;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What Arc will not take, or nobody can read, on its way to the rejected topic. */
final class Refusal {
    private final TopicPartition partition;
    private final long offset;
    private final byte[] key;
    private final byte[] value;
    private final String reason;

    private Refusal(
            TopicPartition partition, long offset, byte[] key, byte[] value, String reason) {
        this.partition = partition;
        this.offset = offset;
        this.key = key;
        this.value = value;
        this.reason = requireNonNull(reason, "reason");
    }

    /** The record as it came. */
    static Refusal of(Row row, String reason) {
        return new Refusal(row.partition(), row.offset(), row.key(), row.value(), reason);
    }

    TopicPartition partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    private SourcePosition source() {
        return new SourcePosition(partition.topic(), partition.partition(), offset);
    }

    ProducerRecord<byte[], byte[]> toRecord(Topics topics) {
        var record = new ProducerRecord<>(topics.rejected(), key, value);
        record.headers()
                .add(RejectedHeaders.REASON, reason.getBytes(UTF_8))
                .add(RejectedHeaders.SERVICE, RejectedHeaders.SINK.getBytes(UTF_8))
                .add(RejectedHeaders.SOURCE, source().toString().getBytes(UTF_8));
        return record;
    }
}
