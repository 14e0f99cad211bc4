package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * One org's part of the tail. One thread changes it, any number read; what is read is there for
 * good or goes because its Arc has it.
 */
final class OrgTail {
    private static final int HOURS_MAX = 1_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final TailRows rows = new TailRows();

    /** In the order of the log. */
    private final Map<Integer, Deque<TailRow>> byPartition = new HashMap<>();

    /** Before these offsets there are memories that are not here and were not in Arc. */
    private final Map<Integer, Gap> gaps = new ConcurrentHashMap<>();

    /** Hours of memories that came to Arc of late, and when the last one did. */
    private final Map<Instant, Long> newHours = new ConcurrentHashMap<>();

    private long bytes;

    /**
     * Memories that are neither here nor in Arc.
     *
     * @param before the offset after the last of them
     * @param sinceMillis when the first of them was accepted, or earlier
     */
    private record Gap(long before, long sinceMillis) {
        Gap and(Gap other) {
            return new Gap(
                    Math.max(before, other.before), Math.min(sinceMillis, other.sinceMillis));
        }
    }

    /**
     * What is here at one moment.
     *
     * @param rows in no order
     * @param firstOffsets by partition; what Arc has from there on is here
     */
    record Contents(List<Memory> rows, Map<Integer, Long> firstOffsets) {
        static final Contents NONE = new Contents(List.of(), Map.of());
    }

    synchronized void add(TailRow row) {
        byPartition.computeIfAbsent(row.partition(), _ -> new ArrayDeque<>()).addLast(row);
        rows.add(row);
        bytes += row.bytes();
    }

    /**
     * Lets go of what is in Arc.
     *
     * @param frontier of this org, by partition
     */
    synchronized void settle(LongUnaryOperator frontier, long nowNanos) {
        byPartition.forEach(
                (partition, inLog) -> {
                    long settled = frontier.applyAsLong(partition);
                    while (!inLog.isEmpty() && inLog.peekFirst().offset() < settled) {
                        var row = inLog.removeFirst();
                        forget(row);
                        newHours.put(row.time().truncatedTo(ChronoUnit.HOURS), nowNanos);
                    }
                });
        gaps.entrySet()
                .removeIf(gap -> frontier.applyAsLong(gap.getKey()) >= gap.getValue().before());
    }

    /** Lets go of the oldest, although they may not be in Arc, until so much is left. */
    synchronized void shrinkTo(long bytesMax) {
        for (var inLog : byPartition.values()) {
            long share = bytesMax / Math.max(1, byPartition.size());
            long kept = inLog.stream().mapToLong(TailRow::bytes).sum();
            while (kept > share) {
                var row = inLog.removeFirst();
                kept -= row.bytes();
                forget(row);
                gap(row.partition(), row.offset() + 1, row.acceptedMillis());
            }
        }
    }

    private void forget(TailRow row) {
        rows.remove(row);
        bytes -= row.bytes();
    }

    /** There are memories before this offset that are neither here nor in Arc. */
    void gap(int partition, long before, long sinceMillis) {
        gaps.merge(partition, new Gap(before, sinceMillis), Gap::and);
    }

    /** When the first memory was accepted that is neither here nor in Arc; empty if none is. */
    OptionalLong missingSinceMillis() {
        return gaps.values().stream().mapToLong(Gap::sinceMillis).min();
    }

    void forgetHoursBefore(long nanos) {
        newHours.values().removeIf(at -> at - nanos < 0);
    }

    boolean hasNewHour(TimeWindow window) {
        return newHours.size() > HOURS_MAX
                || newHours.keySet().stream()
                        .anyMatch(hour -> window.overlaps(hour, hour.plus(HOUR)));
    }

    boolean isEmpty() {
        return rows.isEmpty() && gaps.isEmpty() && newHours.isEmpty();
    }

    synchronized long bytes() {
        return bytes;
    }

    int size() {
        return rows.size();
    }

    /** The first {@code max} after a position, or the first ones of all. */
    List<Memory> page(MemoryFilter filter, ReadOrder order, Optional<Position> after, int max) {
        return matching(filter, order, after).limit(max).toList();
    }

    /** The first {@code max} in the order of {@link Excerpt#DECISIONS_FIRST}; given in no order. */
    List<Excerpt> excerpts(MemoryFilter filter, int max) {
        var first = new PriorityQueue<>(Excerpt.DECISIONS_FIRST.reversed());
        matching(filter, ReadOrder.DESC, Optional.empty())
                .map(Excerpt::of)
                .forEach(
                        excerpt -> {
                            first.add(excerpt);
                            if (first.size() > max) {
                                first.remove();
                            }
                        });
        return List.copyOf(first);
    }

    private Stream<Memory> matching(
            MemoryFilter filter, ReadOrder order, Optional<Position> after) {
        return rows.candidates(filter, order, after)
                .filter(Glance.of(filter)::letsThrough)
                .map(TailRow::memory)
                .flatMap(Optional::stream)
                .filter(filter.matcher());
    }

    Optional<Memory> find(MemoryId id) {
        return rows.find(id).flatMap(TailRow::memory);
    }

    /** All that the filter means, at one moment. */
    synchronized Contents contents(MemoryFilter filter) {
        var firstOffsets = new HashMap<Integer, Long>();
        byPartition.forEach(
                (partition, inLog) -> {
                    if (!inLog.isEmpty()) {
                        firstOffsets.put(partition, inLog.peekFirst().offset());
                    }
                });
        return new Contents(
                matching(filter, ReadOrder.DESC, Optional.empty()).toList(), firstOffsets);
    }
}
