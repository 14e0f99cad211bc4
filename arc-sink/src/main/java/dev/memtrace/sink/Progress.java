package dev.memtrace.sink;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** How far the loop is in each of its partitions. One thread. */
final class Progress {
    private final Map<TopicPartition, Long> handled = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    void assigned(TopicPartition partition, long position) {
        handled.put(partition, position);
        committed.put(partition, position);
    }

    void lost(Collection<TopicPartition> partitions) {
        handled.keySet().removeAll(Set.copyOf(partitions));
        committed.keySet().removeAll(Set.copyOf(partitions));
    }

    void handled(TopicPartition partition, long next) {
        handled.put(partition, next);
    }

    void committed(Map<TopicPartition, Long> offsets) {
        committed.putAll(offsets);
    }

    /** The loop has taken, or left out, everything before this offset, and nothing from there. */
    long handled(TopicPartition partition) {
        return handled.get(partition);
    }

    /** Where the loop would begin again. */
    long committed(TopicPartition partition) {
        return committed.get(partition);
    }

    boolean isAllCommitted(TopicPartition partition) {
        return handled(partition) == committed(partition);
    }
}
