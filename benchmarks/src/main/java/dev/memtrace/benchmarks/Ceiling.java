package dev.memtrace.benchmarks;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the broker takes when nothing stands before it: a plain producer with the settings of
 * ingest-api, records as long as ours, as many partitions. No other rate can be higher.
 */
final class Ceiling implements Stage {
    private static final int RECORD_BYTES = 335;
    private static final int KEY_BYTES = 16;
    private static final int VALUES = 16_384;
    private static final int BATCH_BYTES = 128 * 1024;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    @Override
    public String name() {
        return "raw produce (the ceiling)";
    }

    @Override
    public Result run(Bed bed) {
        var kafka = bed.rig().kafka();
        var topic = kafka.topics().prefix() + ".bench";
        var values = bed.workload().values(VALUES, RECORD_BYTES - KEY_BYTES);
        try (var admin = Admin.create(kafka.clientProperties());
                var producer = producer(kafka)) {
            var newTopic = new NewTopic(topic, Optional.of(kafka.partitions()), Optional.empty());
            KafkaFutures.await(admin.createTopics(List.of(newTopic)).all(), "making " + topic);
            greet(producer, topic, kafka.partitions());
            produce(producer, topic, values, bed.options().stageTime().dividedBy(4));
            double perSecond = produce(producer, topic, values, bed.options().stageTime());
            KafkaFutures.await(admin.deleteTopics(List.of(topic)).all(), "deleting " + topic);
            return rate(perSecond, "KafkaProducer, acks=all, lz4, records of 335 bytes");
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.putAll(
                Map.of(
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        BATCH_BYTES,
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        10_000));
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * One record for each partition. While a new partition has no leader, a first batch may be
     * refused and the next one taken, and then the first one can never be written.
     */
    private static void greet(
            KafkaProducer<byte[], byte[]> producer, String topic, int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            var _ = producer.send(new ProducerRecord<>(topic, partition, key(0), key(1)));
        }
        producer.flush();
    }

    /** Produces for so long; returns how many records were acknowledged in a second. */
    private static double produce(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            List<byte[]> values,
            Duration time) {
        var failure = new AtomicReference<Exception>();
        long startNanos = System.nanoTime();
        long records = 0;
        while (System.nanoTime() - startNanos < time.toNanos()) {
            var value = values.get((int) (records % values.size()));
            var _ =
                    producer.send(
                            new ProducerRecord<>(topic, key(records), value),
                            (_, e) -> {
                                if (e != null) {
                                    failure.compareAndSet(null, e);
                                }
                            });
            records++;
        }
        producer.flush();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        if (failure.get() != null) {
            throw new StageFailedException("a record was not acknowledged", failure.get());
        }
        return records / seconds;
    }

    /** Like a digest: no two are alike, and they do not compress. */
    private static byte[] key(long record) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(record * MIX)
                .putLong(~record * MIX ^ record >>> 7)
                .array();
    }
}
