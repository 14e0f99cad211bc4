package dev.memtrace.sink;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The partitions that are ours, and how far the loop is in each. One thread. */
final class Partitions {
    private final Map<TopicPartition, Place> places = new HashMap<>();

    private static final class Place {
        private final Instant assignedAt;
        private final long endThen;
        private long handled;
        private long committed;

        Place(Instant assignedAt, long endThen, long position) {
            this.assignedAt = assignedAt;
            this.endThen = endThen;
            this.handled = position;
            this.committed = position;
        }
    }

    /**
     * @param position where our reading begins: what a predecessor has committed
     * @param end where the log ends now
     */
    void assigned(TopicPartition partition, Instant now, long end, long position) {
        places.put(partition, new Place(now, end, position));
    }

    void lost(Collection<TopicPartition> partitions) {
        places.keySet().removeAll(Set.copyOf(partitions));
    }

    Set<TopicPartition> all() {
        return Set.copyOf(places.keySet());
    }

    boolean isOurs(TopicPartition partition) {
        return places.containsKey(partition);
    }

    /** When it became ours. */
    Instant assignedAt(TopicPartition partition) {
        return places.get(partition).assignedAt;
    }

    /** Where the log ended when it became ours: beyond that, no predecessor can have written. */
    long endThen(TopicPartition partition) {
        return places.get(partition).endThen;
    }

    void handled(TopicPartition partition, long next) {
        places.get(partition).handled = next;
    }

    /** The loop has taken, or left out, everything before this offset, and nothing from there. */
    long handled(TopicPartition partition) {
        return places.get(partition).handled;
    }

    void committed(Map<TopicPartition, Long> offsets) {
        offsets.forEach((partition, offset) -> places.get(partition).committed = offset);
    }

    /** Where the loop would begin again. */
    long committed(TopicPartition partition) {
        return places.get(partition).committed;
    }
}
