package dev.memtrace.cli;

import static org.awaitility.Awaitility.await;

import dev.memtrace.core.wire.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What dedup has let through.
 *
 * @param memories how many
 * @param ends the offsets after the last one of each partition, which the sink commits
 */
record AcceptedLog(int memories, Map<TopicPartition, Long> ends) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Reads it from its beginning to where it ends now, as the sink does. */
    static AcceptedLog read(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(kafka.topics().accepted()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var until = consumer.endOffsets(partitions);
            int memories = 0;
            var ends = new HashMap<TopicPartition, Long>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < until.get(p))) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    memories++;
                    ends.put(
                            new TopicPartition(record.topic(), record.partition()),
                            record.offset() + 1);
                }
            }
            return new AcceptedLog(memories, ends);
        }
    }

    /** Waits until the sink has committed all of it: it will write nothing of it again. */
    void awaitStored(KafkaConfig kafka) {
        try (var admin = Admin.create(kafka.clientProperties())) {
            await().atMost(PATIENCE).until(() -> committed(admin, kafka).equals(ends));
        }
    }

    private static Map<TopicPartition, Long> committed(Admin admin, KafkaConfig kafka)
            throws InterruptedException, ExecutionException {
        var offsets = new HashMap<TopicPartition, Long>();
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets(kafka.topics().sinkGroup())
                        .partitionsToOffsetAndMetadata()
                        .get();
        committed.forEach(
                (partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition, offset.offset());
                    }
                });
        return offsets;
    }
}
