package dev.memtrace.sink;

import dev.memtrace.arc.FakeArcClient;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A sink loop to be moved step by step: batches of four memories or of a second's age, time that
 * passes only while the loop polls. One thread.
 */
final class LoopBench {
    static final int FULL = 4;

    final FakeArcClient arc = new FakeArcClient();
    final SteppedConsumer consumer = new SteppedConsumer();
    final MockProducer<byte[], byte[]> rejected =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Map<TopicPartition, List<byte[]>> log = new HashMap<>();
    private Instant now = Instant.parse("2026-02-13T12:00:00Z");
    private SinkLoop loop;
    private SinkState state;

    LoopBench() {
        consumer.updateBeginningOffsets(Map.of(Rows.FIRST, 0L, Rows.SECOND, 0L));
        restart();
    }

    /** Kafka as the loop sees it: every poll lasts as long as it may. */
    final class SteppedConsumer extends MockConsumer<byte[], byte[]> {
        final List<Duration> polls = new ArrayList<>();
        final Deque<KafkaException> commitFailures = new ArrayDeque<>();

        private SteppedConsumer() {
            super("earliest");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls.add(timeout);
            now = now.plus(timeout);
            return super.poll(timeout);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (!commitFailures.isEmpty()) {
                throw commitFailures.poll();
            }
            super.commitSync(offsets);
        }
    }

    /** Another loop, which knows only what Kafka and Arc know; owns the first partition. */
    void restart() {
        var settings =
                Settings.empty()
                        .with("kafka.bootstrap_servers", "none:1")
                        .with("arc.url", "http://none:1")
                        .with("write_buffer.max_size", String.valueOf(FULL))
                        .with("write_buffer.max_interval", "1s");
        var refusals = new Refusals(rejected, new Topics("memtrace"));
        InstantSource ticking = () -> now;
        loop =
                new SinkLoop(
                        consumer,
                        arc,
                        refusals,
                        SinkConfig.from(settings),
                        7,
                        new SinkMetrics(),
                        ticking.withZone(ZoneOffset.UTC));
        if (!consumer.subscription().isEmpty()) {
            assign(List.of());
        }
        consumer.subscribe(List.of(Rows.FIRST.topic()), loop);
        assign(List.of(Rows.FIRST));
        state = new SinkState.Filling(new Batch());
    }

    /** The group gives the loop these partitions and no others. */
    void assign(List<TopicPartition> partitions) {
        var kept = consumer.assignment();
        consumer.rebalance(partitions);
        for (var partition : partitions) {
            long from =
                    kept.contains(partition) ? consumer.position(partition) : committed(partition);
            for (int offset = (int) from; offset < log(partition).size(); offset++) {
                hand(partition, offset);
            }
        }
    }

    private List<byte[]> log(TopicPartition partition) {
        return log.computeIfAbsent(partition, _ -> new ArrayList<>());
    }

    private void hand(TopicPartition partition, int offset) {
        consumer.addRecord(
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        offset,
                        new byte[16],
                        log(partition).get(offset)));
    }

    void delivers(String... contents) {
        for (var content : contents) {
            delivers(Rows.FIRST, content);
        }
    }

    void delivers(TopicPartition partition, String content) {
        int offset = log(partition).size();
        delivers(partition, AcceptedTopic.value(SinkBench.memory(offset, content)));
    }

    void delivers(TopicPartition partition, byte[] value) {
        log(partition).add(value);
        if (consumer.assignment().contains(partition)) {
            hand(partition, log(partition).size() - 1);
        }
    }

    SinkState step() {
        state = loop.step(state);
        return state;
    }

    /** Moves on until the loop is in this state, which it must reach in a few steps. */
    <S extends SinkState> S stepUntil(Class<S> wanted) {
        for (int i = 0; i < 20; i++) {
            if (wanted.isInstance(step())) {
                return wanted.cast(state);
            }
        }
        throw new AssertionError("never " + wanted.getSimpleName() + ", but " + state);
    }

    /** Moves on until a batch is committed. */
    void stepUntilCommitted() {
        stepUntil(SinkState.Committing.class);
        step();
    }

    void stop() {
        loop.stop();
    }

    /** The committed offset of the first partition. */
    long committed() {
        return committed(Rows.FIRST);
    }

    long committed(TopicPartition partition) {
        var offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? 0 : offset.offset();
    }
}
