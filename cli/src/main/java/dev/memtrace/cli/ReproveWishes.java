package dev.memtrace.cli;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.ReproveWish;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * An org's wishes to the sink on the lanes topic: sends them, and sees them granted. One thread.
 */
final class ReproveWishes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaConfig kafka;
    private final OrgId org;
    private final long logEpoch;
    private final TopicPartition lanes;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;

    /** Those that are there, by partition. */
    private final Map<Integer, ReproveWish> present = new HashMap<>();

    private ReproveWishes(
            KafkaConfig kafka,
            OrgId org,
            long logEpoch,
            KafkaConsumer<byte[], byte[]> consumer,
            Admin admin) {
        this.kafka = kafka;
        this.org = org;
        this.logEpoch = logEpoch;
        this.lanes = new TopicPartition(kafka.topics().lanes(), 0);
        this.consumer = consumer;
        this.admin = admin;
    }

    static ReproveWishes open(KafkaConfig kafka, OrgId org, long logEpoch) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var wishes =
                new ReproveWishes(
                        kafka, org, logEpoch, consumer, Admin.create(kafka.clientProperties()));
        consumer.assign(List.of(wishes.lanes));
        consumer.seekToBeginning(List.of(wishes.lanes));
        return wishes;
    }

    /**
     * Wishes that the sink proves again from these offsets on; a lower wish that is there stays.
     *
     * @param lowest by partition
     * @return what is wished then
     * @throws KafkaUnavailableException if Kafka does not take the wishes
     */
    SortedMap<Integer, Long> send(SortedMap<Integer, Long> lowest) {
        var wished = new TreeMap<Integer, Long>();
        // One at a time: between our reading and our writing nobody else puts a lower one.
        try (var producer = producer()) {
            producer.initTransactions();
            readOn();
            producer.beginTransaction();
            lowest.forEach(
                    (partition, offset) -> {
                        var there = present.get(partition);
                        if (there == null || there.offset() > offset) {
                            var _ = producer.send(record(partition, offset));
                        }
                        wished.put(
                                partition,
                                there == null ? offset : Math.min(offset, there.offset()));
                    });
            producer.commitTransaction();
            return wished;
        } catch (KafkaException e) {
            throw new KafkaUnavailableException(
                    "Kafka does not take the wish to repair; perhaps another audit sends one, try"
                            + " again",
                    e);
        }
    }

    private ProducerRecord<byte[], byte[]> record(int partition, long offset) {
        return new ProducerRecord<>(
                lanes.topic(),
                new ReproveWish.Key(org, partition).encode(),
                new ReproveWish(logEpoch, offset).encode());
    }

    /** Whether the sink has done away with all of the org's wishes in these partitions. */
    boolean areGranted(Set<Integer> partitions) {
        readOn();
        return partitions.stream().noneMatch(present::containsKey);
    }

    /** Waits a little, or until something changes. */
    void pause() {
        try {
            consumer.poll(POLL).forEach(this::apply);
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private void readOn() {
        long end =
                KafkaFutures.await(
                                admin.listOffsets(Map.of(lanes, OffsetSpec.latest()))
                                        .partitionResult(lanes),
                                "looking for the end of " + lanes.topic())
                        .offset();
        long start = System.nanoTime();
        try {
            while (consumer.position(lanes, PATIENCE) < end) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw unavailable(null);
                }
                consumer.poll(POLL).forEach(this::apply);
            }
        } catch (KafkaException e) {
            throw unavailable(e);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        ReproveWish.Key.decode(record.key())
                .filter(key -> key.org().equals(org))
                .ifPresent(key -> apply(key.partition(), record.value()));
    }

    private void apply(int partition, byte[] value) {
        if (value == null) {
            present.remove(partition);
            return;
        }
        var wish = ReproveWish.decode(value);
        if (wish.logEpoch() == logEpoch) {
            present.put(partition, wish);
        } else {
            present.remove(partition); // of a log that is no longer there
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var properties =
                kafka.transactionProperties(kafka.topics().reproveTransactionalId(), PATIENCE);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaUnavailableException unavailable(Exception e) {
        return new KafkaUnavailableException(
                "Kafka does not hand out " + lanes.topic() + "; try again", e);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        admin.close(Duration.ofSeconds(1));
    }
}
