package dev.memtrace.sink;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's place in the sink's group. Sees to it that whatever is known by partition comes and
 * goes with the partitions. One thread.
 */
final class Membership implements ConsumerRebalanceListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(Membership.class);

    private final Consumer<byte[], byte[]> consumer;
    private final KeptLanes kept;
    private final Lanes lanes;
    private final Partitions partitions;
    private final Ledger ledger;
    private final SinkMetrics metrics;
    private final InstantSource steady;

    Membership(
            SinkClients kafka,
            Lanes lanes,
            Partitions partitions,
            Ledger ledger,
            SinkMetrics metrics,
            InstantSource steady) {
        this.consumer = kafka.accepted();
        this.kept = kafka.kept();
        this.lanes = lanes;
        this.partitions = partitions;
        this.ledger = ledger;
        this.metrics = metrics;
        this.steady = steady;
    }

    void join(String topic) {
        consumer.subscribe(List.of(topic), this);
    }

    /** What a commit must show to the group. */
    ConsumerGroupMetadata proof() {
        return consumer.groupMetadata();
    }

    ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        try {
            return consumer.poll(wait);
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach(this::goOnWhereTheLogBegins);
            return ConsumerRecords.empty();
        }
    }

    private void goOnWhereTheLogBegins(TopicPartition partition, long wanted) {
        consumer.seekToBeginning(List.of(partition));
        long beginning = consumer.position(partition);
        metrics.lostPlace();
        LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", wanted)
                .addKeyValue("beginning", beginning)
                .log("memories are lost: the log does not keep them any more");
        if (beginning > wanted) {
            partitions.handled(partition, beginning); // what our lanes hold they can still write
        } else {
            // The log is shorter than it was: what we know of it is of no use.
            onPartitionsRevoked(List.of(partition));
            onPartitionsAssigned(List.of(partition));
        }
    }

    /**
     * What is ours goes back to the last commit, with all that is known of it. For the case that
     * the group leaves it to us; if not, its next owner begins there, too.
     *
     * @return what it concerns
     */
    Set<TopicPartition> goBack() {
        var ours = consumer.assignment();
        ours.forEach(it -> consumer.seek(it, partitions.committed(it)));
        onPartitionsRevoked(ours);
        onPartitionsAssigned(ours);
        return ours;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        if (assigned.isEmpty()) {
            return;
        }
        // Offsets first: they wait for whatever a predecessor has still to commit, and its marks
        // are then there, too.
        consumer.committed(Set.copyOf(assigned))
                .forEach(
                        (partition, committed) -> {
                            if (committed == null) { // nobody has ever read it
                                consumer.seekToBeginning(List.of(partition));
                            }
                        });
        assigned.forEach(consumer::position);
        var ends = kept.ends(assigned);
        var now = steady.instant();
        assigned.forEach(it -> partitions.assigned(it, now, ends.get(it), consumer.position(it)));
        var known = kept.of(assigned);
        lanes.assigned(known.accounts(), known.marks());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        partitions.lost(revoked);
        lanes.lost(revoked);
        ledger.lost(revoked);
    }
}
