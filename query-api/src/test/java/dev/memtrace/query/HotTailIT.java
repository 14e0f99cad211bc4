package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.core.wire.LogEpoch;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tail over a real broker; what dedup-stream and arc-sink do there is done by hand. */
final class HotTailIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final long BYTES_MAX = 1 << 24;

    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(HotTailIT.class) + "memtrace"),
                    2,
                    1,
                    1,
                    1);
    private final Admin admin = Admin.create(kafka.clientProperties());
    private KafkaProducer<byte[], byte[]> dedup;
    private KafkaProducer<byte[], byte[]> sink;
    private HotTail tail;

    @BeforeEach
    void start() {
        new TopicProvisioner(kafka).provision();
        dedup = producer("dedup");
        sink = producer("sink");
    }

    @AfterEach
    void stop() {
        if (tail != null) {
            tail.close();
        }
        dedup.close();
        sink.close();
        admin.close();
    }

    private KafkaProducer<byte[], byte[]> producer(String name) {
        var properties = kafka.clientProperties();
        properties.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topics().prefix() + "-" + name);
        var bytes = new ByteArraySerializer();
        var producer = new KafkaProducer<>(properties, bytes, bytes);
        producer.initTransactions();
        return producer;
    }

    private static List<Memory> memories(String org, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                MemoryBuilder.aMemory()
                                        .org(org)
                                        .content("m" + i)
                                        .at(MemoryBuilder.NOON.plusMillis(i))
                                        .build())
                .toList();
    }

    private void accept(int partition, List<Memory> memories) {
        dedup.beginTransaction();
        send(dedup, partition, memories);
        dedup.commitTransaction();
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer, int partition, List<Memory> memories) {
        for (var memory : memories) {
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    kafka.topics().accepted(),
                                    partition,
                                    Identity.digest(memory.org(), memory.dedupKey()),
                                    MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true)));
        }
    }

    private HotTail startTail() {
        tail = HotTail.start(kafka, BYTES_MAX, BYTES_MAX);
        return tail;
    }

    private List<Memory> shown(String org) {
        return tail.index()
                .page(new OrgId(org), MemoryFilter.ALL, PageRequest.newest(1_000), 1_000)
                .reversed();
    }

    /** The sink has proven everything before this offset. */
    private void prove(int partition, long before) {
        var offsets =
                Map.of(
                        new TopicPartition(kafka.topics().accepted(), partition),
                        new OffsetAndMetadata(before));
        KafkaFutures.await(
                admin.alterConsumerGroupOffsets(kafka.topics().sinkGroup(), offsets).all(),
                "committing");
    }

    private void mark(String org, int partition, long offset) {
        sink.beginTransaction();
        var _ =
                sink.send(
                        new ProducerRecord<>(
                                kafka.topics().lanes(),
                                new LaneMark.Key(new OrgId(org), partition).encode(),
                                new LaneMark(LogEpoch.of(kafka), offset).encode()));
        sink.commitTransaction();
    }

    private void open(String org, int partition) {
        sink.beginTransaction();
        var key = new LaneMark.Key(new OrgId(org), partition).encode();
        var _ = sink.send(new ProducerRecord<>(kafka.topics().lanes(), key, null));
        sink.commitTransaction();
    }

    @Test
    void what_was_accepted_before_a_wait_is_there_after_it() {
        startTail();
        var all = new ArrayList<Memory>();
        for (var memory : memories("org_a", 30)) {
            accept(all.size() % 2, List.of(memory));
            all.add(memory);

            assertThat(tail.awaitAll(LONG)).isTrue();

            assertThat(shown("org_a")).isEqualTo(all);
        }
        assertThat(shown("org_b")).isEmpty();
        assertThat(tail.index().find(new OrgId("org_a"), all.get(7).id())).contains(all.get(7));
        assertThat(tail.index().find(new OrgId("org_b"), all.get(7).id())).isEmpty();
    }

    @Test
    void what_is_proven_leaves_and_what_a_closed_lane_holds_back_stays() {
        var a = memories("org_a", 10);
        var b = memories("org_b", 10);
        accept(0, a);
        accept(0, b); // from offset 11 on, after a marker
        startTail();
        assertThat(tail.awaitAll(LONG)).isTrue();

        mark("org_a", 0, 4);
        prove(0, 22);

        await().atMost(LONG).until(() -> shown("org_b").isEmpty());
        assertThat(shown("org_a")).isEqualTo(a.subList(4, 10));

        open("org_a", 0);
        await().atMost(LONG).until(() -> shown("org_a").isEmpty());
        assertThat(tail.index().bytes()).isZero();
        assertThat(tail.index().missingSinceMillis(new OrgId("org_a"))).isEmpty();
    }

    @Test
    void a_tail_begins_where_the_sink_and_its_closed_lanes_are() {
        var a = memories("org_a", 10);
        var b = memories("org_b", 10);
        accept(0, a);
        accept(0, b);
        mark("org_a", 0, 4);
        prove(0, 16);

        startTail();
        assertThat(tail.awaitAll(LONG)).isTrue();

        assertThat(shown("org_a")).isEqualTo(a.subList(4, 10));
        assertThat(shown("org_b")).isEqualTo(b.subList(5, 10));
        await().atMost(LONG).until(tail::isReady);
    }

    @Test
    void while_a_dead_writers_transaction_is_open_nothing_is_taken_for_complete() {
        startTail();
        var dead = producer("dead");
        dead.beginTransaction();
        send(dead, 0, memories("org_a", 1));
        dead.flush();
        var b = memories("org_b", 3);
        accept(0, b); // told to a client, and not to be read yet

        assertThat(tail.awaitAll(SHORT)).isFalse();
        accept(1, memories("org_a", 2));
        assertThat(tail.awaitAll(SHORT)).isFalse();

        producer("dead").close(); // ends the transaction
        assertThat(tail.awaitAll(LONG)).isTrue();
        assertThat(shown("org_b")).isEqualTo(b);
        assertThat(shown("org_a")).hasSize(2);
        dead.close(Duration.ZERO);
    }

    @Test
    void many_who_wait_at_once_all_get_what_they_waited_for() throws Exception {
        startTail();
        var waiters = new ArrayList<Thread>();
        var missed = new java.util.concurrent.atomic.AtomicInteger();
        for (var memory : memories("org_a", 100)) {
            accept(0, List.of(memory));
            waiters.add(
                    Thread.startVirtualThread(
                            () -> {
                                boolean isThere =
                                        tail.awaitAll(LONG)
                                                && tail.index()
                                                        .find(memory.org(), memory.id())
                                                        .isPresent();
                                if (!isThere) {
                                    missed.incrementAndGet();
                                }
                            }));
        }
        for (var waiter : waiters) {
            waiter.join();
        }
        assertThat(missed).hasValue(0);
    }
}
