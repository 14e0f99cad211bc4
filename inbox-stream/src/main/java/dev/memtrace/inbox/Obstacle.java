package dev.memtrace.inbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds what stops a consumer that reads records one by one: a record that is larger than the heap
 * once it is decompressed, or a batch that is damaged. A batch is decompressed from its beginning,
 * so nothing behind such a record in its batch can be read either; the first offset that can be is
 * found by trying. Should another obstacle be close behind, what is between may be passed over with
 * them. One thread.
 */
final class Obstacle {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;

    private Obstacle(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * Whether a poll that failed like this may have met an obstacle. All that Kafka's client has a
     * name for is something else; what its parser trips over has none.
     */
    static boolean mayHaveCaused(Throwable failure) {
        boolean isOfTheClient =
                failure instanceof KafkaException && failure.getClass() != KafkaException.class;
        return !isOfTheClient && !(failure instanceof IllegalStateException);
    }

    /**
     * Looks for it in all partitions of the consumer, and takes the consumer past it. No record
     * that can be read is passed over elsewhere. Leaves all partitions resumed.
     *
     * @param consumer polls one record at a time
     * @return empty if everything can be read after all
     */
    static Optional<UnreadableStretch> pass(Consumer<byte[], byte[]> consumer) {
        var obstacle = new Obstacle(consumer);
        try {
            return obstacle.find();
        } finally {
            consumer.resume(consumer.assignment());
        }
    }

    private Optional<UnreadableStretch> find() {
        var assigned = consumer.assignment();
        var ends = consumer.endOffsets(assigned, PATIENCE);
        for (var partition : assigned) {
            long position = consumer.position(partition, PATIENCE);
            long end = ends.get(partition);
            if (position < end) {
                long to =
                        isReadable(partition, position, end)
                                ? position
                                : firstReadable(partition, position, end);
                consumer.seek(partition, to);
                if (to > position) {
                    return Optional.of(new UnreadableStretch(partition, position, to));
                }
            }
        }
        return Optional.empty();
    }

    /** Goes on in ever longer steps, then back by halves. */
    private long firstReadable(TopicPartition partition, long unreadable, long end) {
        long low = unreadable;
        long step = 1;
        while (low + step < end && !isReadable(partition, low + step, end)) {
            low += step;
            step *= 2;
        }
        long high = Math.min(low + step, end);
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (isReadable(partition, middle, end)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Moves the consumer, to where whoever asks moves it again. */
    private boolean isReadable(TopicPartition partition, long offset, long end) {
        pauseAllBut(partition);
        consumer.seek(partition, offset);
        long start = System.nanoTime();
        while (consumer.position(partition, PATIENCE) < end) {
            try {
                var found = consumer.poll(POLL);
                // All of it is read again: a partition that is assigned meanwhile is not paused.
                found.partitions().forEach(it -> putBack(found.records(it).getFirst()));
                if (!found.records(partition).isEmpty()) {
                    return true;
                }
            } catch (OutOfMemoryError | RuntimeException e) {
                if (!mayHaveCaused(e)) {
                    throw e;
                }
                consumer.seek(partition, offset);
                return false;
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new KafkaException(partition + " gives nothing at " + offset);
            }
        }
        return true; // only marks of transactions
    }

    private void putBack(ConsumerRecord<byte[], byte[]> record) {
        consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset());
    }

    private void pauseAllBut(TopicPartition partition) {
        consumer.pause(consumer.assignment());
        consumer.resume(List.of(partition));
    }
}
