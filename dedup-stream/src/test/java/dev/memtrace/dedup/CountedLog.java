package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import dev.memtrace.testkit.Chance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A log of memories of which it is known how many are new, repeats, replays and garbage, and what
 * dedup-stream says of them. One thread.
 */
final class CountedLog implements AutoCloseable {
    private static final int PARTITIONS = 3;

    /** What becomes of one org's memories. */
    record Counts(long accepted, long duplicates, long rejected) {
        Counts plus(Counts more) {
            return new Counts(
                    accepted + more.accepted,
                    duplicates + more.duplicates,
                    rejected + more.rejected);
        }
    }

    private final Chance chance;
    private final KafkaConfig kafka;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> committed;
    private final KafkaConsumer<byte[], byte[]> uncommitted;
    private final Map<String, Counts> expected = new TreeMap<>();
    private final Set<String> repeaters = new HashSet<>();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private int sent;

    CountedLog(Class<?> test, Chance chance) {
        this.chance = chance;
        this.kafka =
                new KafkaConfig(
                        Broker.shared().bootstrapServers(),
                        new Topics(Broker.uniquePrefix(test) + "memtrace"),
                        PARTITIONS,
                        1,
                        1,
                        1);
        new TopicProvisioner(kafka).provision();
        this.producer =
                new KafkaProducer<>(
                        kafka.clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        this.committed = consumer("read_committed");
        this.uncommitted = consumer("read_uncommitted");
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        var properties = kafka.clientProperties();
        properties.put("isolation.level", isolation);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", false);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Map<String, String> environment(Path state) {
        return Map.of(
                "MEMTRACE_KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "MEMTRACE_KAFKA_TOPIC_PREFIX",
                kafka.topics().prefix(),
                "MEMTRACE_KAFKA_PARTITIONS",
                String.valueOf(PARTITIONS),
                "MEMTRACE_KAFKA_REPLICATION_FACTOR",
                "1",
                "MEMTRACE_KAFKA_MIN_INSYNC_REPLICAS",
                "1",
                "MEMTRACE_DEDUP_STATE_DIR",
                state.toString());
    }

    /** Appends so many records, of every kind. */
    void send(int records) {
        for (int i = 0; i < records; i++) {
            var org = "org_" + chance.within(0, 4);
            switch (chance.within(0, 19)) {
                case 0, 1, 2 -> {
                    append(Memories.memory(org, "the same again"));
                    boolean isFirst = repeaters.add(org);
                    expect(org, isFirst ? new Counts(1, 0, 0) : new Counts(0, 1, 0));
                }
                case 3 -> {
                    var memory = fresh(org);
                    append(memory);
                    append(memory); // a replay, which is counted once
                    expect(org, new Counts(1, 0, 0));
                }
                case 4 -> {
                    append(new byte[] {1, 2, 3}, fresh(org));
                    expect(org, new Counts(0, 0, 1));
                }
                case 5 -> send(new ProducerRecord<>(kafka.topics().memories(), new byte[16]));
                default -> {
                    append(fresh(org));
                    expect(org, new Counts(1, 0, 0));
                }
            }
        }
        producer.flush();
    }

    private Memory fresh(String org) {
        return Memories.memory(org, "memory " + sent++);
    }

    private void expect(String org, Counts more) {
        expected.merge(org, more, Counts::plus);
    }

    private void append(Memory memory) {
        append(Identity.digest(memory.org(), memory.dedupKey()), memory);
    }

    private void append(byte[] key, Memory memory) {
        var value = MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
        send(new ProducerRecord<>(kafka.topics().memories(), key, value));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        var _ =
                producer.send(
                        record,
                        (_, e) -> {
                            if (e != null) {
                                failure.set(e);
                            }
                        });
    }

    /** What is to become of each org's memories. */
    Map<String, Counts> expected() {
        assertThat(failure).hasNullValue();
        return expected;
    }

    /** What dedup-stream says has become of them. */
    Map<String, Counts> accounts() {
        var latest = new HashMap<AccountKey, DecidedAccount>();
        for (var record : read(kafka.topics().accounts())) {
            var key = AccountKey.decode(record.key());
            if (key instanceof AccountKey.Decided) {
                latest.put(key, DecidedAccount.decode(record.value()));
            }
        }
        var sums = new TreeMap<String, Counts>();
        latest.forEach(
                (key, it) ->
                        sums.merge(
                                ((AccountKey.Decided) key).org().value(),
                                new Counts(it.accepted(), it.duplicates(), it.rejected()),
                                Counts::plus));
        return sums;
    }

    /** How many memories of each org went on. */
    Map<String, Long> accepted() {
        return read(kafka.topics().accepted()).stream()
                .collect(
                        Collectors.groupingBy(
                                it -> MemoryRecord.of(it.value()).org().value(),
                                Collectors.counting()));
    }

    /** Through which offset of each partition accounts are published. */
    Map<Integer, Long> decidedThrough() {
        var through = new HashMap<Integer, Long>();
        for (var record : read(kafka.topics().accounts())) {
            if (AccountKey.decode(record.key()) instanceof AccountKey.DecidedThrough(int it)) {
                through.put(it, AccountKey.DecidedThrough.decodeOffset(record.value()));
            }
        }
        return through;
    }

    /** Where the partitions of the log end. */
    Map<Integer, Long> ends() {
        return uncommitted.endOffsets(partitions(kafka.topics().memories())).entrySet().stream()
                .collect(Collectors.toMap(it -> it.getKey().partition(), Map.Entry::getValue));
    }

    /** How much was written to {@code accepted}, committed or not. */
    long written() {
        return uncommitted.endOffsets(partitions(kafka.topics().accepted())).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private List<TopicPartition> partitions(String topic) {
        return uncommitted.partitionsFor(topic).stream()
                .map(it -> new TopicPartition(topic, it.partition()))
                .toList();
    }

    /** All that is committed. */
    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        var partitions = partitions(topic);
        committed.assign(partitions);
        committed.seekToBeginning(partitions);
        var ends = committed.endOffsets(partitions);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        long began = System.nanoTime();
        while (partitions.stream().anyMatch(it -> committed.position(it) < ends.get(it))) {
            committed.poll(Duration.ofMillis(50)).forEach(records::add);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(30));
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
        committed.close();
        uncommitted.close();
    }
}
