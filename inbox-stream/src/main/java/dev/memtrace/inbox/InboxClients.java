package dev.memtrace.inbox;

import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Duration;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a loop needs of Kafka. One thread.
 *
 * @param inboxes reads them as a member of the group
 * @param memories idempotent
 * @param commits ready for transactions
 * @param isCareful whether {@code inboxes} returns one record at a time
 */
record InboxClients(
        Consumer<byte[], byte[]> inboxes,
        Producer<byte[], byte[]> memories,
        Producer<byte[], byte[]> commits,
        boolean isCareful)
        implements AutoCloseable {
    /** What is in memory at once, each of up to a MiB. */
    private static final int POLL_RECORDS_MAX = 100;

    /** Read one by one, each fails for itself. */
    private static final int POLL_RECORDS_CAREFUL = 1;

    private static final int PARTITION_FETCH_BYTES = 1024 * 1024;
    private static final int FETCH_BYTES = 8 * 1024 * 1024;
    private static final int RECORD_BYTES_MAX = 2 * 1024 * 1024;

    /** A dead instance's open transaction holds up whoever reads the rejected topic. */
    private static final Duration TRANSACTION_MAX = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * Ends what an earlier instance of the same name has left open, and shuts it out.
     *
     * @param isCareful whether inboxes are to be read one record at a time
     */
    static InboxClients open(InboxConfig config, boolean isCareful) {
        var closing = new Closing();
        try {
            var inboxes = closing.add(inboxes(config, isCareful));
            var memories = closing.add(memories(config.kafka()));
            var commits = closing.add(commits(config));
            commits.initTransactions();
            return new InboxClients(inboxes, memories, commits, isCareful);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> inboxes(InboxConfig config, boolean isCareful) {
        var group = config.kafka().topics().inboxGroup();
        var properties = config.kafka().memberProperties(group, config.instanceId());
        // Not the cooperative one, which hands over in two steps: if a member dies between them and
        // comes back, nobody has the partition that it let go.
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                StickyAssignor.class.getName());
        properties.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                isCareful ? POLL_RECORDS_CAREFUL : POLL_RECORDS_MAX);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static KafkaProducer<byte[], byte[]> memories(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES_MAX);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaProducer<byte[], byte[]> commits(InboxConfig config) {
        var kafka = config.kafka();
        var properties =
                kafka.transactionProperties(
                        kafka.topics().inboxTransactionalId(config.instanceId()), TRANSACTION_MAX);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES_MAX);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        var closing = new Closing();
        closing.add(() -> inboxes.close(CloseOptions.timeout(KafkaConfig.SESSION.dividedBy(2))));
        closing.add(() -> memories.close(Duration.ZERO));
        closing.add(() -> commits.close(Duration.ZERO));
        closing.close();
    }
}
