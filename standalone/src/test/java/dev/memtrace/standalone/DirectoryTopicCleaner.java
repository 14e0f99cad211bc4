package dev.memtrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Has the broker compact the directory topic now, which it would else do in a day or a week. */
final class DirectoryTopicCleaner {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private DirectoryTopicCleaner() {}

    /**
     * Returns when keys that were written several times are there fewer times than before.
     *
     * @param writing writes something to the topic: what is being written is not compacted
     */
    static void clean(KafkaConfig kafka, Runnable writing) {
        long before = stale(kafka);
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, kafka.topics().directory());
        var settings =
                Map.of(
                        TopicConfig.SEGMENT_MS_CONFIG, "100",
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.001",
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, "100");
        var changes = new ArrayList<AlterConfigOp>();
        settings.forEach(
                (name, value) ->
                        changes.add(
                                new AlterConfigOp(
                                        new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        try (var admin = Admin.create(kafka.clientProperties())) {
            KafkaFutures.await(
                    admin.incrementalAlterConfigs(Map.of(topic, List.copyOf(changes))).all(),
                    "asking for compaction");
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> {
                            writing.run();
                            return stale(kafka) < before;
                        });
    }

    /** How many records have been outdated by later ones of their key. */
    private static long stale(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var partition = new TopicPartition(kafka.topics().directory(), 0);
        var newest = new HashMap<String, Long>();
        long records = 0;
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    newest.put(new String(record.key(), UTF_8), record.offset());
                    records++;
                }
            }
        }
        return records - newest.size();
    }
}
