package dev.memtrace.sink;

import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.core.wire.ReproveWish;
import dev.memtrace.core.wire.ServedAccount;
import dev.memtrace.core.wire.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Moves offsets, marks, accounts and refusals on together: one transaction for each commit. Whoever
 * has lost its place in the group, or its transactional id to another, moves nothing. One thread.
 */
final class Commits {
    private final Producer<byte[], byte[]> producer;
    private final Topics topics;
    private final long logEpoch;

    /**
     * What is kept together.
     *
     * @param offsets never empty: the group is asked about them, so that nothing is kept by one who
     *     is no longer in it
     * @param marks empty for lanes that are open again
     * @param granted lanes whose marks are now where somebody wished them
     */
    record Commit(
            Map<TopicPartition, Long> offsets,
            Map<Lane, OptionalLong> marks,
            Map<Lane, ServedAccount> accounts,
            Collection<Refusal> refusals,
            Set<Lane> granted) {}

    /** Takes a producer that is ready for transactions. */
    Commits(Producer<byte[], byte[]> producer, Topics topics, long logEpoch) {
        this.producer = producer;
        this.topics = topics;
        this.logEpoch = logEpoch;
    }

    /**
     * Keeps all of it, or nothing.
     *
     * @throws CommitFailedException if the partitions are another's now; nothing is kept
     * @throws org.apache.kafka.common.KafkaException if it is unknown what is kept, or this
     *     producer cannot go on: only a new one can
     */
    void commit(Commit commit, ConsumerGroupMetadata group) {
        producer.beginTransaction();
        // What is wrong with a record is said by the commit.
        records(commit)
                .forEach(
                        record -> {
                            var _ = producer.send(record);
                        });
        try {
            producer.sendOffsetsToTransaction(wire(commit.offsets()), group);
        } catch (CommitFailedException e) {
            producer.abortTransaction();
            throw e;
        }
        producer.commitTransaction();
    }

    private List<ProducerRecord<byte[], byte[]>> records(Commit commit) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        commit.refusals().forEach(refusal -> records.add(refusal.toRecord(topics)));
        commit.marks().forEach((lane, mark) -> records.add(mark(lane, mark)));
        commit.accounts()
                .forEach(
                        (lane, account) -> {
                            var key =
                                    new AccountKey.Served(lane.org(), lane.partition().partition());
                            records.add(
                                    new ProducerRecord<>(
                                            topics.accounts(), key.encode(), account.encode()));
                        });
        commit.granted()
                .forEach(
                        lane -> {
                            var key = new ReproveWish.Key(lane.org(), lane.partition().partition());
                            records.add(new ProducerRecord<>(topics.lanes(), key.encode(), null));
                        });
        return records;
    }

    private ProducerRecord<byte[], byte[]> mark(Lane lane, OptionalLong offset) {
        var value = offset.isPresent() ? new LaneMark(logEpoch, offset.getAsLong()).encode() : null;
        return new ProducerRecord<>(topics.lanes(), lane.key().encode(), value);
    }

    private static Map<TopicPartition, OffsetAndMetadata> wire(Map<TopicPartition, Long> offsets) {
        var wire = new HashMap<TopicPartition, OffsetAndMetadata>();
        offsets.forEach((partition, offset) -> wire.put(partition, new OffsetAndMetadata(offset)));
        return wire;
    }
}
