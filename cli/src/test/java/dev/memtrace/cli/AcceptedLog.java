package dev.memtrace.cli;

import static org.awaitility.Awaitility.await;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

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
        var records = TopicRecords.read(kafka, kafka.topics().accepted());
        var ends = new HashMap<TopicPartition, Long>();
        for (var record : records) {
            ends.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
        return new AcceptedLog(records.size(), ends);
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
