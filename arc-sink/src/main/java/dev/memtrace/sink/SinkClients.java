package dev.memtrace.sink;

import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a loop needs of Kafka. One thread.
 *
 * @param accepted reads the accepted topic as a member of the sink's group
 * @param again reads it once more, as nobody's member
 * @param producer ready for transactions
 * @param kept what commits say of lanes
 */
record SinkClients(
        Consumer<byte[], byte[]> accepted,
        Consumer<byte[], byte[]> again,
        Producer<byte[], byte[]> producer,
        KeptLanes kept)
        implements AutoCloseable {
    private static final int FETCH_BYTES = 32 * 1024 * 1024;
    private static final int FETCH_BYTES_MIN = 512 * 1024;
    private static final Duration FETCH_WAIT_MAX = Duration.ofMillis(100);
    private static final int PARTITION_FETCH_BYTES = 8 * 1024 * 1024;

    /**
     * Far above what a commit takes. Until it is over, a dead instance's open transaction keeps
     * whoever takes over its partitions from their offsets and marks.
     */
    private static final Duration TRANSACTION_MAX = Duration.ofSeconds(10);

    /** The loop waits for Kafka only, and for that not longer than a commit may take. */
    private static final Duration POLL_WITHIN = Duration.ofMinutes(2);

    private static final Duration PRODUCER_PATIENCE = Duration.ofSeconds(15);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    /** Ends what an earlier instance of the same name has left open, and shuts it out. */
    static SinkClients open(SinkConfig config, long logEpoch) {
        var kafka = config.kafka();
        var closing = new Closing();
        try {
            var accepted = closing.add(accepted(config));
            var again = closing.add(again(config));
            var kept = closing.add(LaneTopics.open(consumer(lanes(kafka)), kafka, logEpoch));
            var producer = closing.add(producer(config));
            producer.initTransactions();
            return new SinkClients(accepted, again, producer, kept);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> accepted(SinkConfig config) {
        var properties = reading(config);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.kafka().topics().sinkGroup());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instanceId());
        // Without a minimum every commit of dedup, fifty a second, is a request of its own.
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_BYTES_MIN);
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) POLL_WITHIN.toMillis());
        return consumer(properties);
    }

    private static KafkaConsumer<byte[], byte[]> again(SinkConfig config) {
        return consumer(reading(config));
    }

    private static Map<String, Object> reading(SinkConfig config) {
        var properties = config.kafka().clientProperties();
        // What is gone from the log before it was written is a loss, and to be told.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batchRowsMax());
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT_MAX.toMillis());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        return properties;
    }

    private static Map<String, Object> lanes(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> properties) {
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static KafkaProducer<byte[], byte[]> producer(SinkConfig config) {
        var kafka = config.kafka();
        var properties = kafka.clientProperties();
        properties.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                kafka.topics().sinkGroup() + "-" + config.instanceId());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_MAX.toMillis());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PRODUCER_PATIENCE.toMillis());
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        try (var closing = new Closing()) {
            closing.add(accepted);
            closing.add(again);
            closing.add(kept);
            closing.add(() -> producer.close(CLOSE_PATIENCE));
        }
    }
}
