package dev.memtrace.core.directory;

import dev.memtrace.core.directory.DirectoryTarget.Aside;
import dev.memtrace.core.directory.DirectoryTarget.Batch;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory topic as its follower reads it. One thread, but for {@link #wakeup}. */
final class DirectoryFeed implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryFeed.class);

    /** For an answer of the broker; longer, and it counts as away. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConfig kafka;

    /**
     * Asks what the consumer could ask, too, but only behind its fetch under way, which waits half
     * a second for something to come.
     */
    private final Admin admin;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<EntryKind> kinds;
    private DirectoryTopic topic;

    private DirectoryFeed(
            KafkaConfig kafka,
            Admin admin,
            DirectoryTopic topic,
            KafkaConsumer<byte[], byte[]> consumer,
            Set<EntryKind> kinds) {
        this.kafka = kafka;
        this.admin = admin;
        this.topic = topic;
        this.consumer = consumer;
        this.kinds = Set.copyOf(kinds);
    }

    /**
     * Stands nowhere yet.
     *
     * @param kinds what is read; others are passed over
     */
    static DirectoryFeed open(KafkaConfig kafka, Set<EntryKind> kinds) {
        var admin = admin(kafka);
        try {
            var topic = DirectoryTopic.describe(kafka, admin);
            return new DirectoryFeed(kafka, admin, topic, topic.consumer(kafka), kinds);
        } catch (RuntimeException e) {
            admin.close(Duration.ZERO);
            throw e;
        }
    }

    private static Admin admin(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        int millis = (int) PATIENCE.toMillis();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        return Admin.create(properties);
    }

    DirectoryTopic topic() {
        return topic;
    }

    /** Whether the topic of this name is still the one that is read. */
    boolean isSameTopic() {
        return DirectoryTopic.describe(kafka, admin).id().equals(topic.id());
    }

    /** Goes to the start of the topic that has the name now. */
    void startOver() {
        topic = DirectoryTopic.describe(kafka, admin);
        consumer.seekToBeginning(List.of(topic.partition()));
    }

    void seek(long offset) {
        consumer.seek(topic.partition(), offset);
    }

    long position() {
        return consumer.position(topic.partition(), PATIENCE);
    }

    long first() {
        return offset(OffsetSpec.earliest());
    }

    /** The end of what is committed. */
    long end() {
        return offset(OffsetSpec.latest());
    }

    private long offset(OffsetSpec which) {
        var partition = topic.partition();
        var committed = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        return KafkaFutures.await(
                        admin.listOffsets(Map.of(partition, which), committed)
                                .partitionResult(partition),
                        "looking for an end of " + partition.topic())
                .offset();
    }

    Batch poll(Duration wait) {
        var records = consumer.poll(wait);
        if (records.isEmpty()) {
            return Batch.NOTHING;
        }
        var changes = new ArrayList<DirectoryChange>(records.count());
        var aside = new ArrayList<Aside>();
        for (var record : records) {
            try {
                if (kinds.contains(EntryKey.decode(record.key()).kind())) {
                    changes.add(DirectoryChange.decode(record));
                }
            } catch (UndecodableException e) {
                aside.add(aside(record, e.getMessage()));
            }
        }
        return new Batch(changes, aside);
    }

    /** The position moves past it all the same, else whoever waits for it would wait for ever. */
    private static Aside aside(ConsumerRecord<byte[], byte[]> record, String error) {
        LOGGER.atError()
                .addKeyValue("topic", record.topic())
                .addKeyValue("firstOffset", record.offset())
                .addKeyValue("error", error)
                .log("directory record set aside");
        return new Aside(record, error);
    }

    /** Has what waits in this feed give up; from any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        // It would wait for a fetch under way, half a second, to leave nothing behind that the
        // broker does not forget by itself.
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        admin.close(Duration.ZERO);
    }
}
