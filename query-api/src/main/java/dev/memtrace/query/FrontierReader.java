package dev.memtrace.query;

import dev.memtrace.core.wire.GroupOffsets;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.core.wire.ReproveWish;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Asks how far the sink is. One thread. */
final class FrontierReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than the transaction of a dead sink can stay open. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition lanes;
    private final String accepted;
    private final String group;
    private final long logEpoch;
    private final Map<LaneMark.Key, Long> marks = new HashMap<>();

    private FrontierReader(
            Admin admin, KafkaConsumer<byte[], byte[]> consumer, KafkaConfig kafka, long logEpoch) {
        this.admin = admin;
        this.consumer = consumer;
        this.lanes = new TopicPartition(kafka.topics().lanes(), 0);
        this.accepted = kafka.topics().accepted();
        this.group = kafka.topics().sinkGroup();
        this.logEpoch = logEpoch;
    }

    static FrontierReader open(KafkaConfig kafka, long logEpoch) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        var bytes = new ByteArrayDeserializer();
        var reader =
                new FrontierReader(
                        Admin.create(kafka.clientProperties()),
                        new KafkaConsumer<>(properties, bytes, bytes),
                        kafka,
                        logEpoch);
        reader.consumer.assign(List.of(reader.lanes));
        reader.consumer.seekToBeginning(List.of(reader.lanes));
        return reader;
    }

    /**
     * How far it is now. Offsets first, then marks: both move in one transaction, so that whatever
     * an offset has passed without its being in Arc has its mark by then.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    Frontier read() {
        var offsets = GroupOffsets.committed(admin, group, accepted);
        readMarks();
        return new Frontier(offsets, marks);
    }

    private void readMarks() {
        long end =
                KafkaFutures.await(
                                admin.listOffsets(Map.of(lanes, OffsetSpec.latest())).all(),
                                "asking for the end of " + lanes)
                        .get(lanes)
                        .offset();
        long start = System.nanoTime();
        while (consumer.position(lanes) < end) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new KafkaUnavailableException("marks of " + lanes + " cannot be read", null);
            }
            consumer.poll(POLL).forEach(this::apply);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        if (ReproveWish.Key.decode(record.key()).isPresent()) {
            return; // its mark comes with the commit that grants it
        }
        var lane = LaneMark.Key.decode(record.key());
        if (record.value() == null) {
            marks.remove(lane);
            return;
        }
        var mark = LaneMark.decode(record.value());
        if (mark.logEpoch() == logEpoch) {
            marks.put(lane, mark.offset());
        } else {
            marks.remove(lane); // of a log that is no longer there
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
