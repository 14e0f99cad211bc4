package dev.memtrace.sink;

import dev.memtrace.arc.FakeArcClient;
import dev.memtrace.core.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    final SteppedProducer producer = new SteppedProducer();
    final Bindings bindings = new Bindings();
    private final Map<TopicPartition, List<byte[]>> log = new HashMap<>();
    private final SinkMetrics metrics = new SinkMetrics();
    private Instant now = Instant.parse("2026-02-13T12:00:00Z");
    private int recordsReadAgain;
    private int recordsAtOnce = 1_000;
    private SinkLoop loop;
    private SinkState state;

    LoopBench() {
        consumer.updateBeginningOffsets(Map.of(Rows.FIRST, 0L, Rows.SECOND, 0L));
        producer.initTransactions();
        bind("org_a");
        restart();
    }

    /** Kafka as the loop sees it: every poll lasts as long as it may. */
    final class SteppedConsumer extends MockConsumer<byte[], byte[]> {
        final List<Duration> polls = new ArrayList<>();

        private SteppedConsumer() {
            super("earliest");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls.add(timeout);
            now = now.plus(timeout);
            return super.poll(timeout);
        }
    }

    /** Reads the whole log, however often it is told to. */
    private final class AgainConsumer extends MockConsumer<byte[], byte[]> {
        private AgainConsumer() {
            super("none");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            for (var partition : assignment()) {
                int first = (int) position(partition);
                int end = Math.min(first + recordsAtOnce, log(partition).size());
                for (int i = first; i < end; i++) {
                    addRecord(record(partition, i));
                    recordsReadAgain++;
                }
            }
            return super.poll(timeout);
        }
    }

    /** Hands the offsets of its transactions to the consumer's group. */
    final class SteppedProducer extends MockProducer<byte[], byte[]> {
        private SteppedProducer() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public void commitTransaction() {
            super.commitTransaction();
            consumerGroupOffsetsHistory().getLast().values().forEach(consumer::commitSync);
        }

        @Override
        public void abortTransaction() {
            super.abortTransaction();
            sendOffsetsToTransactionException = null;
        }
    }

    /** The marks that the transactions have left. */
    private record KeptMarks(MockProducer<byte[], byte[]> producer) implements LaneMarks {
        @Override
        public Map<Lane, Long> of(Collection<TopicPartition> partitions) {
            var marks = new HashMap<Lane, Long>();
            for (var record : producer.history()) {
                if (record.topic().equals("memtrace.lanes")) {
                    var lane = MarkRecord.lane(record.key(), Rows.FIRST.topic());
                    marks.remove(lane);
                    if (record.value() != null && partitions.contains(lane.partition())) {
                        marks.put(lane, MarkRecord.decode(record.value()).offset());
                    }
                }
            }
            return marks;
        }

        @Override
        public void close() {}
    }

    /** Another loop, which knows only what Kafka and Arc know; owns the first partition. */
    void restart() {
        var settings =
                Settings.empty()
                        .with("kafka.bootstrap_servers", "none:1")
                        .with("arc.url", "http://none:1")
                        .with("write_buffer.max_size", String.valueOf(FULL))
                        .with("write_buffer.max_interval", "1s");
        InstantSource ticking = () -> now;
        var marks = new KeptMarks(producer);
        loop =
                new SinkLoop(
                        new SinkClients(consumer, new AgainConsumer(), producer, marks),
                        Arcs.of(bindings, arc, 7, metrics),
                        SinkConfig.from(settings),
                        7,
                        metrics,
                        ticking.withZone(ZoneOffset.UTC));
        if (!consumer.subscription().isEmpty()) {
            assign(List.of());
        }
        state = loop.begin();
        assign(List.of(Rows.FIRST));
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

    /** What the loop has gone back to is handed to it once more. */
    void assignAgain() {
        for (var partition : consumer.assignment()) {
            for (int i = (int) consumer.position(partition); i < log(partition).size(); i++) {
                hand(partition, i);
            }
        }
    }

    private List<byte[]> log(TopicPartition partition) {
        return log.computeIfAbsent(partition, _ -> new ArrayList<>());
    }

    private void hand(TopicPartition partition, int offset) {
        consumer.addRecord(record(partition, offset));
    }

    private ConsumerRecord<byte[], byte[]> record(TopicPartition partition, int offset) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                new byte[16],
                log(partition).get(offset));
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

    /** A memory of this org in the first partition. */
    void deliversOf(String org, String content) {
        int number = log(Rows.FIRST).size();
        delivers(Rows.FIRST, AcceptedTopic.value(SinkBench.memory(org, number, content)));
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

    void steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    /** Moves on until no lane is parked. */
    void stepUntilOpen() {
        for (int i = 0; i < 50 && lanesParked() > 0; i++) {
            step();
        }
        if (lanesParked() > 0) {
            throw new AssertionError("still parked: " + marks());
        }
    }

    /** Parked lanes are read for so many records at a time. */
    void readsAtOnce(int records) {
        recordsAtOnce = records;
    }

    /** How many records were read for parked lanes. */
    int recordsReadAgain() {
        return recordsReadAgain;
    }

    int lanesParked() {
        var line = Pattern.compile("^sink_lanes_parked (\\d+)$", Pattern.MULTILINE);
        var found = line.matcher(metrics.exposition());
        if (!found.find()) {
            throw new AssertionError("there is no figure of parked lanes");
        }
        return Integer.parseInt(found.group(1));
    }

    /** Moves on until a batch is committed. */
    void stepUntilCommitted() {
        stepUntil(SinkState.Committing.class);
        step();
    }

    void bind(String org) {
        bindings.bind(org, URI.create("http://none:1"));
    }

    void unbind(String org) {
        bindings.unbind(org);
    }

    /** What was sent to this topic and committed. */
    List<ProducerRecord<byte[], byte[]>> kept(String topic) {
        return producer.history().stream().filter(it -> it.topic().equals(topic)).toList();
    }

    List<ProducerRecord<byte[], byte[]>> rejected() {
        return kept("memtrace.rejected");
    }

    /** The marks of the first partition, by org. */
    Map<String, Long> marks() {
        var marks = new HashMap<String, Long>();
        new KeptMarks(producer)
                .of(List.of(Rows.FIRST))
                .forEach((lane, offset) -> marks.put(lane.org().value(), offset));
        return marks;
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
