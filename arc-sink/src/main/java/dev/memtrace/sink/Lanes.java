package dev.memtrace.sink;

import dev.memtrace.core.memory.OrgId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parked lanes of our partitions, each with its mark: the offset of its first unwritten memory.
 * The loop leaves out every row of a parked lane; {@link CatchUp} writes them. One thread.
 */
final class Lanes {
    private static final Logger LOGGER = LoggerFactory.getLogger(Lanes.class);

    private final SinkMetrics metrics;
    private final Map<Lane, Long> marks = new HashMap<>();

    /** Parked since the loop's last commit. */
    private final Set<Lane> uncommitted = new HashSet<>();

    Lanes(SinkMetrics metrics) {
        this.metrics = metrics;
    }

    boolean isEmpty() {
        return marks.isEmpty();
    }

    boolean isParked(OrgId org, TopicPartition partition) {
        return marks.containsKey(new Lane(org, partition));
    }

    Set<Lane> parked() {
        return Set.copyOf(marks.keySet());
    }

    /** The offset of the first unwritten memory of a parked lane. */
    long mark(Lane lane) {
        return marks.get(lane);
    }

    /** From now on, the lane's memories wait in the log. */
    void park(Lane lane, long offset, String reason) {
        marks.put(lane, offset);
        uncommitted.add(lane);
        metrics.lanesParked(marks.size());
        LOGGER.atInfo()
                .addKeyValue("org", lane.org())
                .addKeyValue("partition", lane.partition())
                .addKeyValue("firstOffset", offset)
                .addKeyValue("error", reason)
                .log("lane parked");
    }

    /** There is nothing of the lane before this offset: it need not be read again. */
    void startsAt(Lane lane, long offset) {
        marks.merge(lane, offset, Math::max);
    }

    /** What the next commit of the loop has to keep. */
    Map<Lane, OptionalLong> uncommitted() {
        var kept = new HashMap<Lane, OptionalLong>();
        uncommitted.forEach(lane -> kept.put(lane, OptionalLong.of(marks.get(lane))));
        return kept;
    }

    void committed() {
        uncommitted.clear();
    }

    /** The lane's mark is kept as this one, or as gone: then the loop takes the lane again. */
    void moved(Lane lane, OptionalLong mark) {
        uncommitted.remove(lane);
        if (mark.isPresent()) {
            marks.put(lane, mark.getAsLong());
            return;
        }
        marks.remove(lane);
        metrics.lanesParked(marks.size());
        LOGGER.atInfo()
                .addKeyValue("org", lane.org())
                .addKeyValue("partition", lane.partition())
                .log("lane open");
    }

    void assigned(Map<Lane, Long> kept) {
        marks.putAll(kept);
        metrics.lanesParked(marks.size());
    }

    void lost(Collection<TopicPartition> partitions) {
        marks.keySet().removeIf(lane -> partitions.contains(lane.partition()));
        uncommitted.removeIf(lane -> partitions.contains(lane.partition()));
        metrics.lanesParked(marks.size());
    }
}
