package dev.memtrace.kafkalocal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients that the tests of the embedded broker use. */
final class Clients {
    private static final Duration READ_WAIT_MAX = Duration.ofSeconds(60);

    private Clients() {}

    static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "batch.size",
                        131_072,
                        "linger.ms",
                        5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static KafkaProducer<byte[], byte[]> transactionalProducer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "transactional.id",
                        "silent",
                        "transaction.timeout.ms",
                        1_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        50_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    static void createTopic(String bootstrapServers, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        try (var admin = admin(bootstrapServers)) {
            admin.createTopics(
                            List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
    }

    static String clusterId(String bootstrapServers)
            throws ExecutionException, InterruptedException {
        try (var admin = admin(bootstrapServers)) {
            return admin.describeCluster().clusterId().get();
        }
    }

    /** How many records the topic holds, each one read. */
    static long count(String bootstrapServers, String topic) {
        try (var consumer = consumer(bootstrapServers)) {
            var partitions = assignAll(consumer, topic);
            long expected =
                    consumer.endOffsets(partitions).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            return read(consumer, expected);
        }
    }

    /** How long it takes until a reader who ignores open transactions has that many records. */
    static Duration awaitCommitted(String bootstrapServers, String topic, long records) {
        long startedAt = System.nanoTime();
        try (var consumer = consumer(bootstrapServers)) {
            assignAll(consumer, topic);
            read(consumer, records);
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private static List<TopicPartition> assignAll(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        var partitions =
                consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        consumer.assign(partitions);
        return partitions;
    }

    private static long read(KafkaConsumer<byte[], byte[]> consumer, long records) {
        var deadline = System.nanoTime() + READ_WAIT_MAX.toNanos();
        long count = 0;
        while (count < records && System.nanoTime() < deadline) {
            count += consumer.poll(Duration.ofMillis(100)).count();
        }
        return count;
    }
}
