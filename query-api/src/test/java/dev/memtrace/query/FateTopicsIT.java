package dev.memtrace.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Fate;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.Verdict;
import dev.memtrace.testkit.Broker;
import java.time.Clock;
import java.time.Duration;
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

/** Fates over a real broker; what dedup-stream and arc-sink do there is done by hand. */
final class FateTopicsIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final QueryApiConfig.OutcomeLimits LIMITS =
            new QueryApiConfig.OutcomeLimits(Duration.ofHours(1), 1 << 20);
    private static final OrgId ORG = new OrgId("org_a");

    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(FateTopicsIT.class) + "t"),
                    2,
                    1,
                    1,
                    1);
    private final Memory memory = MemoryBuilder.aMemory().org("org_a").build();
    private KafkaProducer<byte[], byte[]> dedup;
    private FateTopics fates;

    @BeforeEach
    void start() {
        new TopicProvisioner(kafka).provision();
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topics().prefix() + "-dedup");
        var bytes = new ByteArraySerializer();
        dedup = new KafkaProducer<>(properties, bytes, bytes);
        dedup.initTransactions();
        dedup.beginTransaction();
    }

    @AfterEach
    void stop() {
        fates.close();
        dedup.close(Duration.ZERO); // with a transaction open
    }

    private void startFates() {
        fates = FateTopics.start(kafka, LIMITS, Clock.systemUTC());
    }

    private Fate duplicate(int number) {
        var original = MemoryId.of(MemoryBuilder.NOON, 7, number);
        var id = MemoryId.of(MemoryBuilder.NOON, 1, number);
        return new Fate(ORG, id, new Verdict.Duplicate(original, number % 2 == 0));
    }

    private void tell(Fate fate) {
        send(new ProducerRecord<>(kafka.topics().fates(), fate.key(), fate.value()));
    }

    private void refuse(String service, String reason) {
        var value = MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
        var record = new ProducerRecord<byte[], byte[]>(kafka.topics().rejected(), null, value);
        record.headers()
                .add(RejectedHeaders.SERVICE, service.getBytes(UTF_8))
                .add(RejectedHeaders.REASON, reason.getBytes(UTF_8));
        send(record);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        var _ = dedup.send(record);
    }

    @Test
    void what_was_told_before_a_wait_is_known_after_it() {
        startFates();
        for (int i = 0; i < 20; i++) {
            var fate = duplicate(i);
            tell(fate);
            dedup.commitTransaction();
            assertThat(fates.awaitAll(LONG)).isTrue();
            assertThat(fates.outcomes().find(ORG, fate.id()))
                    .contains(
                            new Outcome.Duplicate(
                                    fate.verdict().original(), fate.verdict().isSameContent()));
            dedup.beginTransaction();
        }
    }

    @Test
    void an_instance_that_starts_knows_the_last_window_and_nothing_that_was_not_committed() {
        tell(duplicate(1));
        refuse(RejectedHeaders.SINK, "its Arc says: bad column");
        send(new ProducerRecord<>(kafka.topics().fates(), new byte[3], new byte[1]));
        send(new ProducerRecord<>(kafka.topics().rejected(), null, new byte[] {9}));
        send(new ProducerRecord<>(kafka.topics().rejected(), null, null)); // as marks of replays
        dedup.commitTransaction();
        dedup.beginTransaction();
        tell(duplicate(2));
        dedup.abortTransaction();
        dedup.beginTransaction();
        tell(duplicate(3));
        dedup.flush();

        startFates();

        assertThat(fates.awaitAll(SHORT)).as("a transaction is open").isFalse();
        dedup.abortTransaction();
        assertThat(fates.awaitAll(LONG)).isTrue();
        assertThat(fates.outcomes().find(ORG, duplicate(1).id())).isPresent();
        assertThat(fates.outcomes().find(ORG, memory.id()))
                .contains(new Outcome.Refused("its Arc says: bad column"));
        assertThat(fates.outcomes().find(ORG, duplicate(2).id())).isEmpty();
        assertThat(fates.outcomes().find(ORG, duplicate(3).id())).isEmpty();
        assertThat(fates.metrics()).contains("query_outcomes 2\n");
        dedup.beginTransaction();
        refuse(RejectedHeaders.DEDUP, "no memory");
        dedup.commitTransaction();
        assertThat(fates.awaitAll(LONG)).isTrue();
        assertThat(fates.outcomes().find(ORG, memory.id()))
                .contains(new Outcome.Rejected("no memory"));
    }

    @Test
    void a_memory_is_undecided_until_dedup_commits_that_it_has_read_it() {
        startFates();
        assertThat(fates.isUndecided(ORG, memory.id())).isFalse();
        dedup.commitTransaction();
        dedup.beginTransaction();
        for (int i = 0; i < 10; i++) {
            come(i == 7 ? memory : MemoryBuilder.aMemory().org("org_a").build());
        }
        dedup.commitTransaction();

        assertThat(fates.isUndecided(ORG, memory.id())).isTrue();
        assertThat(fates.isUndecided(new OrgId("org_b"), memory.id())).isFalse();
        assertThat(
                        IntStream.range(0, 40)
                                .parallel()
                                .allMatch(
                                        i ->
                                                fates.isUndecided(
                                                                ORG,
                                                                i % 2 == 0
                                                                        ? memory.id()
                                                                        : duplicate(i).id())
                                                        == (i % 2 == 0)))
                .isTrue();
        decide(7);
        assertThat(fates.isUndecided(ORG, memory.id())).isTrue();
        decide(8);
        assertThat(fates.isUndecided(ORG, memory.id())).isFalse();
    }

    private void come(Memory one) {
        send(
                new ProducerRecord<>(
                        kafka.topics().memories(),
                        0,
                        Identity.digest(one.org(), one.dedupKey()),
                        MemoryRecord.encode(one, ReplyAddress.NONE, 0, true)));
    }

    private void decide(long offset) {
        var partition = new TopicPartition(kafka.topics().memories(), 0);
        try (var admin = Admin.create(kafka.clientProperties())) {
            KafkaFutures.await(
                    admin.alterConsumerGroupOffsets(
                                    kafka.topics().dedupGroup(),
                                    Map.of(partition, new OffsetAndMetadata(offset)))
                            .all(),
                    "committing");
        }
    }
}
