package dev.memtrace.core.wire;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** How far the group is that reads a topic in transactions. */
public final class GroupOffsets {
    private GroupOffsets() {}

    /**
     * What it has committed, by partition; nothing for a partition where it has committed nothing.
     *
     * <p>Not what Kafka calls stable: the client then leaves out partitions whose commit is under
     * way, as if there were nothing. What was committed before is right, only older.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public static Map<Integer, Long> committed(Admin admin, String group, String topic) {
        var committed =
                KafkaFutures.await(
                        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
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
