package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics as a member of a group, for a loop that now and then cannot take what it has read:
 * that waits here, and no more is fetched meanwhile. Begins where the group has committed, or at
 * the beginning. One thread.
 */
public final class GroupReader {
    private static final Logger LOGGER = LoggerFactory.getLogger(GroupReader.class);

    /** While something waits. */
    private static final Duration POLL_WAITING = Duration.ofMillis(20);

    private final Consumer<byte[], byte[]> consumer;
    private final Owner owner;

    /** Polled and not taken yet. */
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    private boolean isOver;
    private boolean hasFailedToLeave;

    /** Whose reader it is; told of what happens on its own thread, while it polls. */
    public interface Owner {
        /** The last moment to commit what was read of these partitions. */
        void leaving(Collection<TopicPartition> revoked);

        /** Somebody else has these partitions already, and begins at our last commit. */
        void left(Collection<TopicPartition> lost);

        /** Records were gone before they were read. */
        void lostPlace();
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            if (!assigned.isEmpty()) {
                goToPlaces(assigned);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (!isOver) {
                hasFailedToLeave = true;
                owner.leaving(revoked);
                hasFailedToLeave = false;
                forget(revoked);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> lost) {
            if (!isOver) {
                owner.left(lost);
                forget(lost);
            }
        }
    }

    /**
     * Neither opens nor closes anything.
     *
     * @param consumer made of {@link KafkaConfig#memberProperties}
     */
    public GroupReader(Consumer<byte[], byte[]> consumer, Owner owner) {
        this.consumer = consumer;
        this.owner = owner;
    }

    /** These topics from now on, and no others. */
    public void read(List<String> topics) {
        consumer.subscribe(topics, new Rebalances());
    }

    /**
     * Fetches more if nothing waits; else only lets the group hear of us.
     *
     * @param max how long to wait for records
     */
    public void poll(Duration max) {
        try {
            if (waiting.isEmpty()) {
                consumer.resume(consumer.paused());
                consumer.poll(max).forEach(waiting::add);
            } else {
                consumer.pause(consumer.assignment());
                // What is assigned meanwhile is not paused.
                consumer.poll(POLL_WAITING).forEach(waiting::add);
            }
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().forEach(this::goToBeginning);
        }
    }

    /**
     * Whether the owner has failed to let go of partitions. A poll that failed has then failed of
     * that, and this reader is good for nothing more.
     */
    public boolean hasFailedToLeave() {
        return hasFailedToLeave;
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** What is to be taken next; there must be something. */
    public ConsumerRecord<byte[], byte[]> first() {
        return waiting.getFirst();
    }

    /** Takes it. */
    public ConsumerRecord<byte[], byte[]> removeFirst() {
        return waiting.removeFirst();
    }

    /** What a commit must show to the group. */
    public ConsumerGroupMetadata member() {
        return consumer.groupMetadata();
    }

    /**
     * The owner is told nothing any more: all is committed, or the next one begins at the last
     * commit. To be called before the consumer is closed.
     */
    public void end() {
        isOver = true;
    }

    private void goToPlaces(Collection<TopicPartition> assigned) {
        var committed = consumer.committed(Set.copyOf(assigned));
        consumer.beginningOffsets(assigned)
                .forEach(
                        (partition, beginning) -> {
                            var place = committed.get(partition);
                            if (place == null) { // nobody has ever read it
                                consumer.seek(partition, beginning);
                            } else if (place.offset() < beginning) {
                                lost(partition, place.offset(), beginning);
                                consumer.seek(partition, beginning);
                            }
                        });
    }

    /** The log's beginning has overtaken us, or it is another log that ends before our place. */
    private void goToBeginning(TopicPartition partition, long wanted) {
        consumer.seekToBeginning(List.of(partition));
        lost(partition, wanted, consumer.position(partition));
    }

    private void lost(TopicPartition partition, long wanted, long beginning) {
        owner.lostPlace();
        LOGGER.atError()
                .addKeyValue("partition", partition)
                .addKeyValue("offset", wanted)
                .addKeyValue("beginning", beginning)
                .log("records are lost: the topic does not keep them any more");
    }

    private void forget(Collection<TopicPartition> gone) {
        waiting.removeIf(it -> gone.contains(new TopicPartition(it.topic(), it.partition())));
    }
}
