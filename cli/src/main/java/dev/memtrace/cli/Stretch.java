package dev.memtrace.cli;

import dev.memtrace.core.wire.KafkaFutures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * A part of one partition.
 *
 * @param from the first offset
 * @param end the one after the last
 */
record Stretch(long from, long end) {
    /**
     * What the broker took within a time, by partition, of those that have any; it may end with
     * some that came later.
     *
     * @throws dev.memtrace.core.wire.KafkaUnavailableException if Kafka does not say
     */
    static Map<Integer, Stretch> of(Admin admin, String topic, Instant since, Instant until) {
        int partitions =
                KafkaFutures.awaitKnown(
                                () -> admin.describeTopics(List.of(topic)).allTopicNames(),
                                "describing " + topic)
                        .get(topic)
                        .partitions()
                        .size();
        var latest = offsets(admin, topic, partitions, OffsetSpec.latest());
        var from = offsets(admin, topic, partitions, OffsetSpec.forTimestamp(since.toEpochMilli()));
        // The broker's clock has milliseconds.
        var to =
                offsets(
                        admin,
                        topic,
                        partitions,
                        OffsetSpec.forTimestamp(until.plusMillis(1).toEpochMilli()));
        var stretches = new TreeMap<Integer, Stretch>();
        for (int i = 0; i < partitions; i++) {
            long end = to.get(i) < 0 ? latest.get(i) : to.get(i);
            if (from.get(i) >= 0 && from.get(i) < end) {
                stretches.put(i, new Stretch(from.get(i), end));
            }
        }
        return stretches;
    }

    /** By partition; negative where nothing is that late. */
    private static Map<Integer, Long> offsets(
            Admin admin, String topic, int partitions, OffsetSpec spec) {
        var wanted = new TreeMap<Integer, OffsetSpec>();
        for (int i = 0; i < partitions; i++) {
            wanted.put(i, spec);
        }
        var asked =
                wanted.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        it -> new TopicPartition(topic, it.getKey()),
                                        Map.Entry::getValue));
        return KafkaFutures.await(admin.listOffsets(asked).all(), "asking for offsets of " + topic)
                .entrySet()
                .stream()
                .collect(
                        Collectors.toMap(
                                it -> it.getKey().partition(), it -> it.getValue().offset()));
    }
}
