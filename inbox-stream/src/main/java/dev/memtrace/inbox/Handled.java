package dev.memtrace.inbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that were taken or rejected since the last commit, and how far that is. Offsets and what
 * is rejected are one transaction, so a record is rejected once. One thread.
 */
final class Handled {
    private static final int REJECTED_BYTES_MAX = 8 * 1024 * 1024;

    private final Producer<byte[], byte[]> producer;
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private int rejectedBytes;

    Handled(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** This record, and all before it, need not be read again. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        add(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    /** Nothing before {@code next} need be read again. */
    void add(TopicPartition partition, long next) {
        offsets.put(partition, new OffsetAndMetadata(next));
    }

    void add(Rejection rejection) {
        rejections.add(rejection);
        rejectedBytes += rejection.bytes();
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Whether it should be committed before more is taken. */
    boolean isFull() {
        return rejectedBytes >= REJECTED_BYTES_MAX;
    }

    /** Somebody else has these partitions, and begins at our last commit. */
    void forget(Collection<TopicPartition> lost) {
        offsets.keySet().removeAll(lost);
        rejections.removeIf(it -> lost.contains(it.source()));
        rejectedBytes = rejections.stream().mapToInt(Rejection::bytes).sum();
    }

    /**
     * Commits all of it.
     *
     * @param member what shows the group that we may
     * @throws KafkaException if it is not known to be committed; then whoever reads on must begin
     *     at the last commit
     */
    void commit(ConsumerGroupMetadata member) {
        producer.beginTransaction();
        for (var rejection : rejections) {
            var _ = producer.send(rejection.record());
        }
        producer.sendOffsetsToTransaction(offsets, member);
        producer.commitTransaction();
        offsets.clear();
        rejections.clear();
        rejectedBytes = 0;
    }
}
