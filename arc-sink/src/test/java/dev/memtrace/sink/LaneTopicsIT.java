package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.UndecodableException;
import dev.memtrace.testkit.Broker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a new owner of partitions finds on the lanes topic. */
final class LaneTopicsIT {
    private static final long EPOCH = 7;

    private final KafkaConfig kafka =
            new KafkaConfig(
                    Broker.shared().bootstrapServers(),
                    new Topics(Broker.uniquePrefix(LaneTopicsIT.class) + "memtrace"),
                    2,
                    1,
                    1,
                    1);
    private final TopicPartition first = new TopicPartition(kafka.topics().accepted(), 0);
    private final TopicPartition second = new TopicPartition(kafka.topics().accepted(), 1);
    private final Lane lane = new Lane(new OrgId("org_a"), first);
    private final Lane other = new Lane(new OrgId("org_b"), second);
    private KafkaProducer<byte[], byte[]> producer;
    private LaneTopics lanes;

    @BeforeEach
    void start() {
        new TopicProvisioner(kafka).provision();
        var writing = kafka.clientProperties();
        writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.topics().sinkGroup());
        producer =
                new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        lanes = open();
    }

    private LaneTopics open() {
        var reading = kafka.clientProperties();
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        var consumer =
                new KafkaConsumer<>(
                        reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return LaneTopics.open(consumer, kafka, EPOCH);
    }

    @AfterEach
    void stop() {
        lanes.close();
        producer.close();
    }

    private void send(Lane its, OptionalLong mark, long epoch) {
        var value = mark.isPresent() ? new LaneMark(epoch, mark.getAsLong()).encode() : null;
        var _ =
                producer.send(
                        new ProducerRecord<>(kafka.topics().lanes(), its.key().encode(), value));
        producer.flush();
    }

    private void keep(Lane its, OptionalLong mark, long epoch) {
        producer.beginTransaction();
        send(its, mark, epoch);
        producer.commitTransaction();
    }

    @Test
    void the_latest_mark_of_each_lane_is_found_for_the_partitions_asked_about() {
        keep(lane, OptionalLong.of(3), EPOCH);
        keep(other, OptionalLong.of(4), EPOCH);
        keep(lane, OptionalLong.of(5), EPOCH);

        assertThat(lanes.of(List.of(first)).marks()).isEqualTo(Map.of(lane, 5L));
        assertThat(lanes.of(List.of(first, second)).marks()).isEqualTo(Map.of(lane, 5L, other, 4L));
        assertThat(lanes.of(List.of()).marks()).isEmpty();
    }

    @Test
    void what_has_happened_since_the_last_look_counts() {
        keep(lane, OptionalLong.of(3), EPOCH);
        assertThat(lanes.of(List.of(first)).marks()).isEqualTo(Map.of(lane, 3L));

        keep(lane, OptionalLong.empty(), EPOCH);
        assertThat(lanes.of(List.of(first)).marks()).isEmpty();

        keep(lane, OptionalLong.of(9), EPOCH);
        assertThat(lanes.of(List.of(first)).marks()).isEqualTo(Map.of(lane, 9L));
    }

    @Test
    void marks_of_a_log_that_was_made_again_mean_nothing() {
        keep(lane, OptionalLong.of(3), EPOCH);
        keep(lane, OptionalLong.of(4), EPOCH + 1);
        keep(other, OptionalLong.of(5), EPOCH + 1);

        assertThat(lanes.of(List.of(first, second)).marks()).isEmpty();
    }

    @Test
    void an_aborted_mark_is_none() {
        keep(lane, OptionalLong.of(3), EPOCH);
        producer.beginTransaction();
        send(lane, OptionalLong.of(4), EPOCH);
        producer.abortTransaction();

        assertThat(lanes.of(List.of(first)).marks()).isEqualTo(Map.of(lane, 3L));
    }

    /** Its offsets may be committed already: each partition learns the end of it for itself. */
    @Test
    void the_end_of_a_transaction_that_is_still_open_is_waited_for() throws Exception {
        producer.beginTransaction();
        send(lane, OptionalLong.of(3), EPOCH);

        var asked = CompletableFuture.supplyAsync(() -> lanes.of(List.of(first)).marks());
        await().during(Duration.ofMillis(300)).until(() -> !asked.isDone());
        producer.commitTransaction();

        assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo(Map.of(lane, 3L));
    }

    @Test
    void what_cannot_be_read_is_not_taken_for_nothing() {
        producer.beginTransaction();
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                kafka.topics().lanes(), lane.key().encode(), new byte[] {2}));
        producer.commitTransaction();

        assertThatThrownBy(() -> lanes.of(List.of(first)).marks())
                .isInstanceOf(UndecodableException.class);
    }
}
