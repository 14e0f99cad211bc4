package dev.memtrace.core.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that were handled since the last commit: how far that is, and what is to be written for
 * them. Both are one transaction, so what is written for a record is written once. One thread.
 */
public final class Handled {
    private final Producer<byte[], byte[]> producer;
    private final int bytesMax;
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private final List<Outgoing> outgoing = new ArrayList<>();
    private long bytes;
    private boolean isWritten;

    /**
     * What is written for a record.
     *
     * @param bytes how much of it is kept in memory, about
     */
    private record Outgoing(
            TopicPartition source, ProducerRecord<byte[], byte[]> record, int bytes) {}

    /**
     * Takes a producer that is ready for transactions.
     *
     * @param bytesMax of what waits to be written, before it should be committed
     */
    public Handled(Producer<byte[], byte[]> producer, int bytesMax) {
        this.producer = producer;
        this.bytesMax = bytesMax;
    }

    /** This record, and all before it, need not be read again. */
    public void add(ConsumerRecord<byte[], byte[]> record) {
        add(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    /** Nothing before {@code next} need be read again. */
    public void add(TopicPartition partition, long next) {
        offsets.put(partition, new OffsetAndMetadata(next));
    }

    /**
     * Something to be written.
     *
     * @param source where the record was read that it is written for
     * @param size bytes of memory that it takes, about
     */
    public void write(TopicPartition source, ProducerRecord<byte[], byte[]> record, int size) {
        outgoing.add(new Outgoing(source, record, size));
        bytes += size;
    }

    public boolean isEmpty() {
        return offsets.isEmpty();
    }

    /** Whether it should be committed before more is taken. */
    public boolean isFull() {
        return bytes >= bytesMax;
    }

    /** Somebody else has these partitions, and begins at our last commit. */
    public void forget(Collection<TopicPartition> lost) {
        offsets.keySet().removeAll(lost);
        outgoing.removeIf(it -> lost.contains(it.source()));
        bytes = outgoing.stream().mapToLong(Outgoing::bytes).sum();
    }

    /**
     * Begins the transaction and all that is to be written in it; returns what Kafka is going to
     * say of each. For who has a reason not to wait for that in {@link #commit}; it must be called
     * next, or nothing of this producer any more.
     */
    public List<Future<RecordMetadata>> begin() {
        producer.beginTransaction();
        isWritten = true;
        return outgoing.stream().map(it -> producer.send(it.record())).toList();
    }

    /**
     * Commits all of it.
     *
     * @param member what shows the group that we may
     * @throws KafkaException if it is not known to be committed; then whoever reads on must begin
     *     at the last commit
     */
    public void commit(ConsumerGroupMetadata member) {
        if (!isWritten) {
            var _ = begin(); // what Kafka says is said again by the commit
        }
        producer.sendOffsetsToTransaction(offsets, member);
        producer.commitTransaction();
        offsets.clear();
        outgoing.clear();
        bytes = 0;
        isWritten = false;
    }
}
