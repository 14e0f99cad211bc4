package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.core.wire.ServedAccount;
import dev.memtrace.core.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private static final ConsumerGroupMetadata GROUP =
            new MockConsumer<byte[], byte[]>("earliest").groupMetadata();
    private static final Lane LANE = new Lane(new OrgId("org_a"), Rows.FIRST);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Commits commits = new Commits(producer, new Topics("memtrace"), 7);

    @BeforeEach
    void open() {
        producer.initTransactions();
    }

    private void commitEverything() {
        commits.commit(
                new Commits.Commit(
                        Map.of(Rows.FIRST, 5L),
                        Map.of(LANE, OptionalLong.of(4)),
                        Map.of(LANE, new ServedAccount(7, 3, 1, 4, 12, true, "away")),
                        List.of(Refusal.of(Rows.row(Rows.FIRST, 3), "reason")),
                        Set.of()),
                GROUP);
    }

    @Test
    void offsets_marks_accounts_and_refusals_are_kept_together() {
        commitEverything();

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .containsExactlyInAnyOrder(
                        "memtrace.rejected", "memtrace.lanes", "memtrace.accounts");
        assertThat(producer.consumerGroupOffsetsHistory())
                .containsExactly(
                        Map.of(GROUP.groupId(), Map.of(Rows.FIRST, new OffsetAndMetadata(5))));
    }

    @Test
    void a_lane_that_is_open_again_leaves_a_record_without_value() {
        commits.commit(
                new Commits.Commit(
                        Map.of(Rows.FIRST, 5L),
                        Map.of(LANE, OptionalLong.empty()),
                        Map.of(),
                        List.of(),
                        Set.of()),
                GROUP);

        var mark = producer.history().getFirst();
        assertThat(Lane.of(LaneMark.Key.decode(mark.key()), Rows.FIRST.topic())).isEqualTo(LANE);
        assertThat(mark.value()).isNull();
    }

    @Test
    void nothing_is_kept_by_one_who_is_no_longer_in_the_group_and_the_next_commit_can_follow() {
        producer.sendOffsetsToTransactionException = new CommitFailedException();

        assertThatThrownBy(this::commitEverything).isInstanceOf(CommitFailedException.class);

        assertThat(producer.history()).isEmpty();
        producer.sendOffsetsToTransactionException = null;
        commitEverything();
        assertThat(producer.history()).hasSize(3);
    }

    @Test
    void nothing_is_kept_by_one_whose_name_is_anothers_now() {
        producer.fenceProducer();

        assertThatThrownBy(this::commitEverything).isInstanceOf(ProducerFencedException.class);

        assertThat(producer.history()).isEmpty();
    }
}
