package dev.memtrace.core.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.ServedAccount;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.testkit.Broker;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineAccountsIT {
    private static final OrgId A = new OrgId("org_a");
    private static final OrgId B = new OrgId("org_b");
    private static final String NOT_TOLD = "do not agree";

    private KafkaConfig kafka;
    private KafkaProducer<byte[], byte[]> producer;
    private PipelineAccounts accounts;

    @BeforeEach
    void open() {
        var prefix = Broker.uniquePrefix(PipelineAccountsIT.class) + "memtrace";
        kafka = new KafkaConfig(Broker.shared().bootstrapServers(), new Topics(prefix), 2, 1, 1, 1);
        new TopicProvisioner(kafka).provision();
        producer = producer(Map.of());
        accounts = new PipelineAccounts(kafka);
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        var properties = kafka.clientProperties();
        properties.putAll(more);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        accounts.close();
        producer.close();
    }

    private void receive(OrgId org, int partition, int count) {
        for (int i = 0; i < count; i++) {
            var memory = Memories.memory(org.value(), "memory " + i);
            var key = Identity.digest(org, memory.dedupKey());
            var value = MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true);
            send(new ProducerRecord<>(kafka.topics().memories(), partition, key, value));
        }
        producer.flush();
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record);
    }

    private void tell(AccountKey key, byte[] value) {
        send(new ProducerRecord<>(kafka.topics().accounts(), key.encode(), value));
        producer.flush();
    }

    private void decided(OrgId org, int partition, DecidedAccount account) {
        tell(new AccountKey.Decided(org, partition), account.encode());
    }

    private void through(int partition, long offset) {
        tell(
                new AccountKey.DecidedThrough(partition),
                AccountKey.DecidedThrough.encodeOffset(offset));
    }

    private void served(OrgId org, int partition, ServedAccount account) {
        tell(new AccountKey.Served(org, partition), account.encode());
    }

    private static ServedAccount open(long proven, long refused) {
        return new ServedAccount(1, proven, refused, 9, -1, false, "");
    }

    @Test
    void an_org_of_which_nothing_is_known_has_an_empty_account() {
        assertThat(accounts.of(A)).isEqualTo(OrgAccount.EMPTY);
        assertThat(accounts.all().accounts()).isEmpty();
    }

    @Test
    void partitions_are_added_up_and_the_lane_is_closed_if_one_of_them_is() {
        receive(A, 0, 5);
        receive(A, 1, 4);
        decided(A, 0, new DecidedAccount(3, 1, 1, 5));
        decided(A, 1, new DecidedAccount(2, 2, 0, 4));
        through(0, 5);
        through(1, 4);
        served(A, 0, new ServedAccount(1, 1, 1, 9, 2_000, false, ""));
        served(A, 1, new ServedAccount(1, 0, 0, 9, 1_000, true, "Arc is away"));

        var account = accounts.of(A);

        assertThat(account)
                .isEqualTo(
                        new OrgAccount(
                                5,
                                3,
                                1,
                                0,
                                1,
                                1,
                                new OrgAccount.Lane.Closed("Arc is away"),
                                Optional.of(Instant.ofEpochMilli(1_000))));
        assertThat(account.received()).isEqualTo(9);
        assertThat(account.inFlight()).isEqualTo(3);
        assertThat(accounts.all().accounts()).containsOnly(Map.entry(A, account));
    }

    @Test
    void what_nobody_has_decided_is_counted_for_the_org_that_it_is_of() {
        receive(A, 0, 5);
        receive(B, 0, 7);
        send(new ProducerRecord<>(kafka.topics().memories(), 0, new byte[16], new byte[] {1}));
        receive(A, 1, 2);

        assertThat(accounts.of(A).undecided()).isEqualTo(7);
        assertThat(accounts.of(B).undecided()).isEqualTo(7);

        decided(A, 0, new DecidedAccount(4, 1, 0, 5));
        through(0, 6);

        assertThat(accounts.of(A).received()).isEqualTo(7);
        assertThat(accounts.of(A).undecided()).isEqualTo(2);
        assertThat(accounts.of(B).undecided()).isEqualTo(6);
        assertThat(accounts.all().accounts())
                .containsOnly(Map.entry(A, accounts.of(A)), Map.entry(B, accounts.of(B)));
    }

    @Test
    void an_account_that_arrives_before_the_offset_of_all_of_them_is_not_counted_twice() {
        receive(A, 0, 5);
        receive(B, 0, 5);
        decided(A, 0, new DecidedAccount(5, 0, 0, 5));

        assertThat(accounts.of(A).received()).isEqualTo(5);
        assertThat(accounts.all().accounts().get(A).received()).isEqualTo(5);
        assertThat(accounts.all().accounts().get(B).undecided()).isEqualTo(5);
    }

    @Test
    void what_is_proven_before_it_is_known_to_be_accepted_is_shown_when_it_is() {
        decided(A, 0, new DecidedAccount(3, 0, 0, 3));
        served(A, 0, open(2, 0));
        assertThat(accounts.of(A).proven()).isEqualTo(2);

        served(A, 0, open(4, 0));
        assertThat(accounts.of(A).proven()).isEqualTo(2);

        decided(A, 0, new DecidedAccount(5, 0, 0, 5));
        assertThat(accounts.of(A).proven()).isEqualTo(4);
        assertThat(accounts.of(A).inFlight()).isEqualTo(1);
    }

    @Test
    void accounts_that_never_agreed_are_not_told_and_hold_up_no_other_org() {
        decided(A, 0, new DecidedAccount(3, 0, 0, 3));
        served(A, 0, open(4, 0));
        decided(B, 0, new DecidedAccount(1, 0, 0, 4));

        assertThatThrownBy(() -> accounts.of(A))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining(NOT_TOLD);
        assertThat(accounts.of(B).accepted()).isEqualTo(1);
        assertThat(accounts.all().unsettled()).containsExactly(A);
        assertThat(accounts.all().accounts()).containsOnlyKeys(B);
    }

    @Test
    void what_is_not_committed_is_not_told() {
        try (var transactional =
                producer(Map.of("transactional.id", kafka.topics().prefix() + "-it"))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            var _ =
                    transactional.send(
                            new ProducerRecord<>(
                                    kafka.topics().accounts(),
                                    new AccountKey.Decided(A, 0).encode(),
                                    new DecidedAccount(3, 0, 0, 3).encode()));
            transactional.flush();
            assertThat(accounts.of(A)).isEqualTo(OrgAccount.EMPTY);

            transactional.commitTransaction();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(accounts.of(A).accepted()).isEqualTo(3));
        }
    }

    @Test
    void what_cannot_be_read_is_left_out() {
        send(new ProducerRecord<>(kafka.topics().accounts(), new byte[] {1}, new byte[] {2}));
        tell(new AccountKey.Decided(A, 0), new byte[] {9});
        decided(A, 1, new DecidedAccount(3, 0, 0, 3));

        assertThat(accounts.of(A).accepted()).isEqualTo(3);
    }

    @Test
    void the_log_keeps_accepted_memories_as_long_as_it_says() {
        assertThat(accounts.retention()).contains(Duration.ofDays(7));
    }

    @Test
    void without_kafka_nothing_is_told_and_the_reason_is() {
        var nowhere = new KafkaConfig("127.0.0.1:1", kafka.topics(), 2, 1, 1, 1);
        try (var lost = new PipelineAccounts(nowhere)) {
            assertThatThrownBy(() -> lost.of(A)).isInstanceOf(KafkaUnavailableException.class);
        }
    }
}
