package dev.memtrace.sink;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.KafkaUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the lanes topic, each time on from where it was. One thread. */
final class LaneTopic implements LaneMarks {
    private static final Logger LOGGER = LoggerFactory.getLogger(LaneTopic.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than a dead instance's transaction can stay open. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Admin admin;
    private final TopicPartition topic;
    private final String acceptedTopic;
    private final long logEpoch;

    /** Of all instances' partitions. */
    private final Map<Lane, Long> marks = new HashMap<>();

    private LaneTopic(
            KafkaConsumer<byte[], byte[]> consumer, Admin admin, KafkaConfig kafka, long logEpoch) {
        this.consumer = consumer;
        this.admin = admin;
        this.topic = new TopicPartition(kafka.topics().lanes(), 0);
        this.acceptedTopic = kafka.topics().accepted();
        this.logEpoch = logEpoch;
    }

    /** Takes over the consumer, which must read committed records only. */
    static LaneTopic open(
            KafkaConsumer<byte[], byte[]> consumer, KafkaConfig kafka, long logEpoch) {
        var lanes =
                new LaneTopic(consumer, Admin.create(kafka.clientProperties()), kafka, logEpoch);
        consumer.assign(List.of(lanes.topic));
        consumer.seekToBeginning(List.of(lanes.topic));
        return lanes;
    }

    @Override
    public Map<Lane, Long> of(Collection<TopicPartition> partitions) {
        readOn();
        var found = new HashMap<Lane, Long>();
        marks.forEach(
                (lane, offset) -> {
                    if (partitions.contains(lane.partition())) {
                        found.put(lane, offset);
                    }
                });
        return found;
    }

    /**
     * Reads to where the topic ends for those who see uncommitted records. A predecessor's offsets
     * may be committed already while the marks of the same transaction cannot be read yet: its end
     * arrives in each partition for itself.
     */
    private void readOn() {
        var latest = admin.listOffsets(Map.of(topic, OffsetSpec.latest())).all();
        long end = KafkaFutures.await(latest, "asking for the end of " + topic).get(topic).offset();
        long start = System.nanoTime();
        while (consumer.position(topic) < end) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new KafkaUnavailableException("marks of " + topic + " cannot be read", null);
            }
            consumer.poll(POLL).forEach(this::apply);
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        // What cannot be decoded stops us: to go on without a mark is to lose memories.
        var lane = MarkRecord.lane(record.key(), acceptedTopic);
        if (record.value() == null) {
            marks.remove(lane);
            return;
        }
        var mark = MarkRecord.decode(record.value());
        if (mark.logEpoch() == logEpoch) {
            marks.put(lane, mark.offset());
        } else {
            marks.remove(lane);
            LOGGER.atWarn()
                    .addKeyValue("org", lane.org())
                    .addKeyValue("partition", lane.partition())
                    .log("a parked lane is of a log that is no longer there");
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }
}
