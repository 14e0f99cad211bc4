package dev.memtrace.core.rejected;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the rejected topic, as often as it is asked. Keeps nothing. One thread. */
public final class RejectedTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** For the next records, not for all of them; longer than a dead service's transaction. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What is in memory at once: a poll's worth of records of up to 2 MiB. */
    private static final int RECORDS_MAX = 100;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final Topics topics;
    private final TopicPartition partition;

    private RejectedTopic(KafkaConsumer<byte[], byte[]> consumer, Admin admin, Topics topics) {
        this.consumer = consumer;
        this.admin = admin;
        this.topics = topics;
        this.partition = new TopicPartition(topics.rejected(), 0);
    }

    /** Opens it; it must be there. */
    public static RejectedTopic open(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // An offset that retention has taken: what is left begins later.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_MAX);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var topic =
                new RejectedTopic(consumer, Admin.create(kafka.clientProperties()), kafka.topics());
        consumer.assign(List.of(topic.partition));
        return topic;
    }

    /**
     * The offset of the first record that came at this time or later; the end if there is none.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public long offsetAt(Instant time) {
        try {
            var found = consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli()));
            var at = found.get(partition);
            return at == null ? end() : at.offset();
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    /**
     * Hands on every entry from this offset, or from the topic's beginning if that is later, to
     * what was written when this was called: marks of replays that were over by then are among it.
     *
     * @param from 0 for all
     * @throws KafkaUnavailableException if Kafka does not hand out the topic
     */
    public void read(long from, Consumer<RejectedEntry> reader) {
        try {
            // For those who see uncommitted records: a mark may be behind another's open
            // transaction.
            long end = end();
            consumer.seek(partition, from);
            long movedAt = System.nanoTime();
            for (long at = from; at < end; ) {
                consumer.poll(POLL).forEach(record -> hand(record, end, reader));
                long now = consumer.position(partition, PATIENCE);
                if (now != at) {
                    at = now;
                    movedAt = System.nanoTime();
                } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                    throw unavailable(null);
                }
            }
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private void hand(
            ConsumerRecord<byte[], byte[]> record, long end, Consumer<RejectedEntry> reader) {
        if (record.offset() < end) {
            reader.accept(entry(record));
        }
    }

    private RejectedEntry entry(ConsumerRecord<byte[], byte[]> record) {
        if (!Replayed.isMark(record)) {
            return new RejectedEntry.Kept(Rejected.of(record, topics));
        }
        try {
            return new RejectedEntry.Mark(record.offset(), Replayed.decode(record));
        } catch (UndecodableException e) {
            return new RejectedEntry.UnreadableMark(record.offset());
        }
    }

    private long end() {
        return KafkaFutures.awaitKnown(
                        () ->
                                admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                                        .partitionResult(partition),
                        "looking for the end of " + partition.topic())
                .offset();
    }

    private KafkaUnavailableException unavailable(Exception e) {
        return new KafkaUnavailableException(
                "Kafka does not hand out " + partition.topic() + "; try again", e);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        admin.close(Duration.ofSeconds(1));
    }
}
