package dev.memtrace.core.directory;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a follower has to know of the directory topic before it reads.
 *
 * @param id tells this topic from another one of the same name, made before or after it
 * @param tombstonesKept for how long a reader that stays away still finds every removal
 */
record DirectoryTopic(String id, Duration tombstonesKept, TopicPartition partition) {
    /** Records applied in one transaction. */
    private static final int RECORDS_MAX = 5_000;

    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    static DirectoryTopic describe(KafkaConfig kafka, Admin admin) {
        var name = kafka.topics().directory();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        var id =
                KafkaFutures.awaitKnown(
                                () -> admin.describeTopics(List.of(name)).allTopicNames(),
                                "describing " + name)
                        .get(name)
                        .topicId()
                        .toString();
        var kept =
                KafkaFutures.awaitKnown(
                                () -> admin.describeConfigs(List.of(resource)).all(),
                                "reading the settings of " + name)
                        .get(resource)
                        .get(TopicConfig.DELETE_RETENTION_MS_CONFIG)
                        .value();
        return new DirectoryTopic(id, Duration.ofMillis(Long.parseLong(kept)), partition(kafka));
    }

    /** The one partition that there is: one order for all decisions. */
    static TopicPartition partition(KafkaConfig kafka) {
        return new TopicPartition(kafka.topics().directory(), 0);
    }

    /** A consumer that stands nowhere yet. */
    KafkaConsumer<byte[], byte[]> consumer(KafkaConfig kafka) {
        return consumer(kafka, partition);
    }

    /** The same, for who needs to know no more than the partition. */
    static KafkaConsumer<byte[], byte[]> consumer(KafkaConfig kafka, TopicPartition partition) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A place that is gone means that the copy is of another past: it is made anew, not
        // resumed.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_MAX);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        return consumer;
    }
}
