package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks through the part of {@code memories} that nobody has read yet, as often as it is asked. One
 * thread at a time.
 */
public final class LogScan implements AutoCloseable {
    /** Of all partitions together; ingest-api lets in no more than half as many by default. */
    public static final long RECORDS_MAX = 1_000_000;

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FETCH_WAIT_MS = 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;

    private LogScan(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    /**
     * Opens it.
     *
     * @param waitMax how long Kafka may take to answer one question
     */
    public static LogScan open(KafkaConfig kafka, Duration waitMax) {
        var properties = kafka.clientProperties();
        // What came in counts the moment that it is in the log.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) waitMax.toMillis());
        var bytes = new ByteArrayDeserializer();
        return new LogScan(
                new KafkaConsumer<>(properties, bytes, bytes), kafka.topics().memories());
    }

    /**
     * Visits every record from where it is told, in each partition, to where the log ends now.
     *
     * @param from by partition, the first offset; one beyond the end means the beginning: the topic
     *     was made again since
     * @throws KafkaUnavailableException if there are more than {@link #RECORDS_MAX}, or it takes
     *     too long
     * @throws org.apache.kafka.common.KafkaException if Kafka does not answer
     */
    public void visit(IntToLongFunction from, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        var partitions =
                consumer.partitionsFor(topic).stream()
                        .map(it -> new TopicPartition(topic, it.partition()))
                        .toList();
        consumer.assign(partitions); // else the client warns of every offset that it learns
        var ends = consumer.endOffsets(partitions);
        var starts = starts(partitions, ends, from);
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        long began = System.nanoTime();
        while (isShort(starts.keySet(), ends)) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new KafkaUnavailableException(
                        "undecided memories could not be read in " + PATIENCE + "; try again",
                        null);
            }
            for (var record : consumer.poll(POLL)) {
                var partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.get(partition)) {
                    visitor.accept(record);
                }
            }
        }
    }

    private Map<TopicPartition, Long> starts(
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            IntToLongFunction from) {
        var starts = new HashMap<TopicPartition, Long>();
        long records = 0;
        for (var beginning : consumer.beginningOffsets(partitions).entrySet()) {
            var partition = beginning.getKey();
            long end = ends.get(partition);
            long wanted = from.applyAsLong(partition.partition());
            long start =
                    wanted > end ? beginning.getValue() : Math.max(wanted, beginning.getValue());
            if (start < end) {
                starts.put(partition, start);
                records += end - start;
            }
        }
        if (records > RECORDS_MAX) {
            throw new KafkaUnavailableException(
                    "dedup-stream is %d records behind; up to %d are looked at"
                            .formatted(records, RECORDS_MAX),
                    null);
        }
        return starts;
    }

    private boolean isShort(Iterable<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        for (var partition : partitions) {
            if (consumer.position(partition) < ends.get(partition)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
