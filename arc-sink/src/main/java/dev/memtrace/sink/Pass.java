package dev.memtrace.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * One reading of a partition for all of its parked lanes that can go on, with the rows that it has
 * found for them and not handed on yet. One thread.
 */
final class Pass {
    private final TopicPartition partition;
    private final Map<Lane, Found> lanes = new LinkedHashMap<>();
    private long position;
    private final long startedAtNanos = System.nanoTime();
    private int size;

    /** What was found for one lane. */
    record Found(List<Batch.Row> rows, List<Refusal> refusals) {
        Found() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        boolean isEmpty() {
            return rows.isEmpty() && refusals.isEmpty();
        }

        /** Of what is not empty. */
        long firstOffset() {
            long row = rows.isEmpty() ? Long.MAX_VALUE : rows.getFirst().offset();
            return refusals.isEmpty() ? row : Math.min(row, refusals.getFirst().offset());
        }

        private int size() {
            return rows.size() + refusals.size();
        }
    }

    Pass(TopicPartition partition, Collection<Lane> lanes, long position) {
        this.partition = partition;
        this.position = position;
        lanes.forEach(lane -> this.lanes.put(lane, new Found()));
    }

    TopicPartition partition() {
        return partition;
    }

    /** How long it has been going on. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAtNanos);
    }

    /** Everything before this offset was read. */
    long position() {
        return position;
    }

    void reached(long next) {
        position = Math.max(position, next);
    }

    boolean serves(Lane lane) {
        return lanes.containsKey(lane);
    }

    void add(Lane lane, Batch.Row row) {
        lanes.get(lane).rows().add(row);
        size++;
    }

    void refuse(Lane lane, Refusal refusal) {
        lanes.get(lane).refusals().add(refusal);
        size++;
    }

    /** How much it holds. */
    int size() {
        return size;
    }

    /** Those that have not been served for longest come first. */
    List<Lane> lanes() {
        return List.copyOf(lanes.keySet());
    }

    Found found(Lane lane) {
        return lanes.get(lane);
    }

    /** What was found for the lane is where it belongs. */
    void served(Lane lane) {
        leave(lane);
        lanes.put(lane, new Found());
    }

    /** The lane needs this pass no more, or cannot go on. */
    void leave(Lane lane) {
        size -= lanes.remove(lane).size();
    }
}
