package dev.memtrace.sink;

import dev.memtrace.arc.MemoryBatch;
import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.core.memory.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Memories on their way to Arc, with the offsets to commit once they are there. A retry sends the
 * same memories in the same order. One thread.
 */
final class Batch {
    private final List<Row> rows = new ArrayList<>();

    /**
     * Includes offsets that need no row: transaction markers are skipped by the consumer, refused
     * memories by us.
     */
    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

    /** When the first row came in; meaningless without rows. */
    private Instant startedAt = Instant.EPOCH;

    /** One memory and where it stands in the log. */
    record Row(TopicPartition partition, long offset, Memory memory) {}

    void add(Row row, Instant now) {
        if (rows.isEmpty()) {
            startedAt = now;
        }
        rows.add(row);
    }

    /**
     * Notes that everything of {@code partition} before {@code offset} is in this batch, or needs
     * no row.
     */
    void reached(TopicPartition partition, long offset) {
        nextOffsets.merge(partition, offset, Math::max);
    }

    boolean isEmpty() {
        return nextOffsets.isEmpty();
    }

    int size() {
        return rows.size();
    }

    List<Row> rows() {
        return List.copyOf(rows);
    }

    boolean isDue(int rowsDue, Duration ageDue, Instant now) {
        if (rows.isEmpty()) {
            return !isEmpty(); // nothing to write, something to commit
        }
        return rows.size() >= rowsDue || !startedAt.plus(ageDue).isAfter(now);
    }

    /** How long until this batch is due by age, at most {@code limit}. */
    Duration untilDue(Duration ageDue, Instant now, Duration limit) {
        if (rows.isEmpty()) {
            return limit;
        }
        var left = Duration.between(now, startedAt.plus(ageDue));
        return left.isNegative() ? Duration.ZERO : left.compareTo(limit) < 0 ? left : limit;
    }

    Set<TopicPartition> partitions() {
        return new HashSet<>(nextOffsets.keySet());
    }

    /** Takes out what belongs to partitions that are no longer ours. */
    void forget(Collection<TopicPartition> lost) {
        rows.removeIf(row -> lost.contains(row.partition()));
        lost.forEach(nextOffsets::remove);
    }

    /** Takes out rows that Arc has, or will never have. */
    void removeRows(Predicate<Row> done) {
        rows.removeIf(done);
    }

    Map<TopicPartition, OffsetAndMetadata> offsets() {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        nextOffsets.forEach(
                (partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        return offsets;
    }

    /** The columns of {@code some} of this batch's rows. */
    static MemoryBatch encode(List<Row> some, long logEpoch) {
        // Bounded when the rows came in; here every row must go in.
        var columns = new MemoryBatchBuilder(some.size(), Integer.MAX_VALUE);
        for (var row : some) {
            if (!columns.add(row.memory(), logEpoch, row.partition().partition(), row.offset())) {
                throw new IllegalStateException("a batch of " + some.size() + " rows does not fit");
            }
        }
        return columns.build();
    }

    @Override
    public String toString() {
        return rows.size() + " rows of " + nextOffsets;
    }
}
