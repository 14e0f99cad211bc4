package dev.memtrace.core.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;

/** How far the group is that reads a topic in transactions. */
public final class GroupOffsets {
    private GroupOffsets() {}

    /**
     * What it has committed, by partition; nothing for a partition where it has committed nothing.
     * While a commit is under way its outcome is awaited.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public static Map<Integer, Long> committed(Admin admin, String group, String topic) {
        var committed =
                KafkaFutures.await(
                        admin.listConsumerGroupOffsets(
                                        Map.of(group, new ListConsumerGroupOffsetsSpec()),
                                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                                .partitionsToOffsetAndMetadata(group),
                        "asking for the offsets of " + group);
        var offsets = new HashMap<Integer, Long>();
        committed.forEach(
                (partition, offset) -> {
                    if (offset != null && partition.topic().equals(topic)) {
                        offsets.put(partition.partition(), offset.offset());
                    }
                });
        return offsets;
    }
}
