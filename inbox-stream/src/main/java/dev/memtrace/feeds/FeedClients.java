package dev.memtrace.feeds;

import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a loop needs of Kafka. One thread.
 *
 * @param accepted reads the accepted topic as a member of the group
 * @param feeds ready for transactions
 */
record FeedClients(Consumer<byte[], byte[]> accepted, Producer<byte[], byte[]> feeds)
        implements AutoCloseable {
    private static final int POLL_RECORDS_MAX = 2_000;
    private static final int PARTITION_FETCH_BYTES = 2 * 1024 * 1024;
    private static final int FETCH_BYTES = 8 * 1024 * 1024;
    private static final int RECORD_BYTES_MAX = 2 * 1024 * 1024;

    /**
     * How long anything may take. A dead instance's open transaction holds up whoever reads a feed,
     * and a feed that is gone holds up the others, for as long.
     */
    private static final Duration TRANSACTION_MAX = Duration.ofSeconds(5);

    /** Ends what an earlier instance of the same name has left open, and shuts it out. */
    static FeedClients open(FeedConfig config) {
        var closing = new Closing();
        try {
            var accepted = closing.add(accepted(config));
            var feeds = closing.add(feeds(config));
            feeds.initTransactions();
            return new FeedClients(accepted, feeds);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> accepted(FeedConfig config) {
        var group = config.kafka().topics().feedGroup();
        var properties = config.kafka().memberProperties(group, config.instanceId());
        // All in one step. In the two of a cooperative hand-over a commit may be refused, and a
        // member that begins again between them may leave a partition without an owner.
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static KafkaProducer<byte[], byte[]> feeds(FeedConfig config) {
        var id = config.kafka().topics().feedTransactionalId(config.instanceId());
        var properties = config.kafka().transactionProperties(id, TRANSACTION_MAX);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES_MAX);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        var closing = new Closing();
        closing.add(() -> accepted.close(CloseOptions.timeout(KafkaConfig.SESSION.dividedBy(2))));
        closing.add(() -> feeds.close(Duration.ZERO));
        closing.close();
    }
}
