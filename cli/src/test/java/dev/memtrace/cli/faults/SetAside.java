package dev.memtrace.cli.faults;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which memories are on the rejected topic. One thread. */
final class SetAside implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition rejected;
    private final Set<String> ids = new HashSet<>();

    private SetAside(KafkaConsumer<byte[], byte[]> consumer, TopicPartition rejected) {
        this.consumer = consumer;
        this.rejected = rejected;
    }

    static SetAside of(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var bytes = new ByteArrayDeserializer();
        var rejected = new TopicPartition(kafka.topics().rejected(), 0);
        var setAside = new SetAside(new KafkaConsumer<>(properties, bytes, bytes), rejected);
        setAside.consumer.assign(List.of(rejected));
        return setAside;
    }

    /** Their ids, up to what is committed now. */
    Set<String> ids() {
        long end = consumer.endOffsets(List.of(rejected)).get(rejected);
        while (consumer.position(rejected) < end) {
            for (var record : consumer.poll(WAIT)) {
                ids.add(MemoryRecord.of(record.value()).id().toString());
            }
        }
        return Set.copyOf(ids);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
