package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.core.wire.LogEpoch;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.ReproveWish;
import dev.memtrace.core.wire.ServedAccount;
import dev.memtrace.core.wire.TopicProvisioner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a sink reads and leaves behind on Kafka, as a test sees it. For one thread. */
final class AcceptedTopic implements AutoCloseable {
    static final int PARTITIONS = 2;
    private static final int GREETINGS = 20;

    private final KafkaConfig config;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private int sent;
    private int added;

    private AcceptedTopic(KafkaConfig config) {
        this.config = config;
        this.admin = Admin.create(config.clientProperties());
        this.producer =
                new KafkaProducer<>(
                        config.clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    static AcceptedTopic make(KafkaConfig config) {
        new TopicProvisioner(config).provision();
        return new AcceptedTopic(config);
    }

    static byte[] key(Memory memory) {
        return Identity.digest(memory.org(), memory.dedupKey());
    }

    static byte[] value(Memory memory) {
        return MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
    }

    /** Sends one memory to each partition in turn; returns when Kafka has them. */
    void send(List<Memory> memories) {
        memories.forEach(memory -> add(sent++ % PARTITIONS, key(memory), value(memory)));
        producer.flush();
    }

    void send(int partition, byte[] key, byte[] value) {
        add(partition, key, value);
        producer.flush();
    }

    private void add(int partition, byte[] key, byte[] value) {
        var topic = config.topics().accepted();
        var _ = producer.send(new ProducerRecord<>(topic, partition, key, value));
        if (added++ < GREETINGS) {
            // While a new partition has no leader, a first batch may be refused and the next one
            // taken, and then the first one can never be written.
            producer.flush();
        }
    }

    /** Sends a memory that was refused before, to be taken to Arc once more. */
    void replay(int partition, Memory memory) {
        var record =
                new ProducerRecord<>(
                        config.topics().accepted(), partition, key(memory), value(memory));
        record.headers().add(AcceptedHeaders.REPLAYED_REFUSAL, new byte[] {'0'});
        var _ = producer.send(record);
        producer.flush();
    }

    /** Sends memories to the first partition as dedup does, and commits them or not. */
    void sendInTransaction(List<Memory> memories, boolean isCommitted) {
        var properties = config.clientProperties();
        var topic = config.topics().accepted();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic);
        try (var dedup =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            dedup.initTransactions();
            dedup.beginTransaction();
            for (var memory : memories) {
                var _ = dedup.send(new ProducerRecord<>(topic, 0, key(memory), value(memory)));
            }
            dedup.flush();
            if (isCommitted) {
                dedup.commitTransaction();
            } else {
                dedup.abortTransaction();
            }
        }
    }

    /** How many records the topic holds; nobody else writes to it, and nothing was aborted. */
    long end() {
        var wanted =
                partitions().stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
        return KafkaFutures.await(admin.listOffsets(wanted).all(), "asking for the end")
                .values()
                .stream()
                .mapToLong(it -> it.offset())
                .sum();
    }

    /** How many of them the sink's group has committed. */
    long committed() {
        return committedOffsets().values().stream().mapToLong(it -> it).sum();
    }

    /** The same by partition; without those that the group has not come to. */
    Map<Integer, Long> committedOffsets() {
        var group = config.topics().sinkGroup();
        var offsets = new HashMap<Integer, Long>();
        KafkaFutures.await(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                        "asking for the committed offsets")
                .forEach((partition, it) -> offsets.put(partition.partition(), it.offset()));
        return offsets;
    }

    /** The sink's group with its members. */
    ConsumerGroupDescription group() {
        var group = config.topics().sinkGroup();
        return KafkaFutures.await(
                        admin.describeConsumerGroups(List.of(group)).all(), "describing the group")
                .get(group);
    }

    /** Has the group forget this member, as it would if it had not been heard of for long. */
    void throwOut(String instanceId) {
        var members =
                new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(instanceId)));
        var group = config.topics().sinkGroup();
        KafkaFutures.await(
                admin.removeMembersFromConsumerGroup(group, members).all(), "throwing out");
    }

    /** Has the log forget the first memories of a partition, as retention would. */
    void forget(int partition, long beforeOffset) {
        var accepted = new TopicPartition(config.topics().accepted(), partition);
        var gone = Map.of(accepted, RecordsToDelete.beforeOffset(beforeOffset));
        KafkaFutures.await(admin.deleteRecords(gone).all(), "deleting records");
    }

    private List<TopicPartition> partitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(i -> new TopicPartition(config.topics().accepted(), i))
                .toList();
    }

    /** Everything on the rejected topic. */
    List<ConsumerRecord<byte[], byte[]>> rejected() {
        return read(config.topics().rejected());
    }

    /** Reads the accounts from the first one on, and those to come. */
    KafkaConsumer<byte[], byte[]> followAccounts() {
        var topic = List.of(new TopicPartition(config.topics().accounts(), 0));
        var properties = config.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(topic);
        consumer.seekToBeginning(topic);
        return consumer;
    }

    /** Has the sink prove a lane once more. */
    void wish(String org, int partition, long offset) {
        var key = new ReproveWish.Key(new OrgId(org), partition);
        var wish = new ReproveWish(LogEpoch.of(config), offset);
        var _ =
                producer.send(
                        new ProducerRecord<>(config.topics().lanes(), key.encode(), wish.encode()));
        producer.flush();
    }

    /** Lanes that are to be proven once more, as {@code reprove:org:partition}. */
    Set<String> wishes() {
        var wishes = new HashSet<String>();
        for (var record : read(config.topics().lanes())) {
            var key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                wishes.remove(key);
            } else if (key.startsWith("reprove:")) {
                wishes.add(key);
            }
        }
        return wishes;
    }

    /** The marks of all closed lanes, by {@code org:partition}. */
    Map<String, Long> marks() {
        var marks = new HashMap<String, Long>();
        for (var record : read(config.topics().lanes())) {
            var lane = new String(record.key(), UTF_8);
            if (lane.startsWith("reprove:")) {
                continue;
            }
            if (record.value() == null) {
                marks.remove(lane);
            } else {
                marks.put(lane, LaneMark.decode(record.value()).offset());
            }
        }
        return marks;
    }

    /** The latest accounts of lanes, by {@code org:partition}. */
    Map<String, ServedAccount> accounts() {
        var accounts = new HashMap<String, ServedAccount>();
        for (var record : read(config.topics().accounts())) {
            if (AccountKey.decode(record.key()) instanceof AccountKey.Served(var org, int its)) {
                accounts.put(org + ":" + its, ServedAccount.decode(record.value()));
            }
        }
        return accounts;
    }

    /** Everything that is committed in the only partition of this topic. */
    private List<ConsumerRecord<byte[], byte[]>> read(String name) {
        var topic = new TopicPartition(name, 0);
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        var properties = config.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).get(topic);
            while (consumer.position(topic) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        return IntStream.range(0, record.headers().toArray().length)
                .mapToObj(i -> record.headers().toArray()[i])
                .collect(Collectors.toMap(it -> it.key(), it -> new String(it.value(), UTF_8)));
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
