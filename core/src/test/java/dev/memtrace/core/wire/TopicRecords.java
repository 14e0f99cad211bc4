package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records of a topic as they are. */
public final class TopicRecords {
    private TopicRecords() {}

    /** All that is committed, from the beginning to where it ends now. */
    public static List<ConsumerRecord<byte[], byte[]>> read(KafkaConfig kafka, String topic) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(it -> new TopicPartition(topic, it.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            return found;
        }
    }

    /** Writes one record and returns its offset. */
    public static long write(
            KafkaConfig kafka,
            String topic,
            byte[] key,
            byte[] value,
            Map<String, byte[]> headers) {
        var record = new ProducerRecord<>(topic, key, value);
        headers.forEach(record.headers()::add);
        return write(kafka, record);
    }

    /** The same. */
    public static long write(KafkaConfig kafka, ProducerRecord<byte[], byte[]> record) {
        try (var producer =
                new KafkaProducer<>(
                        kafka.clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            return producer.send(record).get().offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("Kafka did not take a record of " + record.topic(), e);
        }
    }
}
