package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongUnaryOperator;

/**
 * One org's part of the tail. One thread changes it, any number read; what is read is there for
 * good or goes because its Arc has it.
 */
final class OrgTail {
    private static final int HOURS_MAX = 1_000;
    private static final Duration HOUR = Duration.ofHours(1);

    private final NavigableMap<TailPlace, TailRow> byTime = new ConcurrentSkipListMap<>();

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
        byTime.put(row.place(), row);
        bytes += row.bytes();
    }

    /**
     * Lets go of what is in Arc.
     *
     * @param frontier of this org, by partition
     */
    synchronized void settle(LongUnaryOperator frontier, long nowNanos) {
        byPartition.forEach(
                (partition, rows) -> {
                    long settled = frontier.applyAsLong(partition);
                    while (!rows.isEmpty() && rows.peekFirst().offset() < settled) {
                        var row = rows.removeFirst();
                        forget(row);
                        newHours.put(row.time().truncatedTo(ChronoUnit.HOURS), nowNanos);
                    }
                });
        gaps.entrySet()
                .removeIf(gap -> frontier.applyAsLong(gap.getKey()) >= gap.getValue().before());
    }

    /** Lets go of the oldest, although they may not be in Arc, until so much is left. */
    synchronized void shrinkTo(long bytesMax) {
        for (var rows : byPartition.values()) {
            long share = bytesMax / Math.max(1, byPartition.size());
            long kept = rows.stream().mapToLong(TailRow::bytes).sum();
            while (kept > share) {
                var row = rows.removeFirst();
                kept -= row.bytes();
                forget(row);
                gap(row.partition(), row.offset() + 1, row.acceptedMillis());
            }
        }
    }

    private void forget(TailRow row) {
        byTime.remove(row.place(), row); // there may be a later one of the same memory
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
        return byTime.isEmpty() && gaps.isEmpty() && newHours.isEmpty();
    }

    synchronized long bytes() {
        return bytes;
    }

    int size() {
        return byTime.size();
    }

    /** The first {@code max} after a position, or the first ones of all. */
    List<Memory> page(MemoryFilter filter, ReadOrder order, Optional<Position> after, int max) {
        var rows = order == ReadOrder.DESC ? byTime.descendingMap() : byTime;
        var page = new ArrayList<Memory>();
        var matcher = filter.matcher();
        for (var row :
                after.map(it -> rows.tailMap(TailPlace.of(it), false)).orElse(rows).values()) {
            if (page.size() == max) {
                break;
            }
            row.memory().filter(matcher).ifPresent(page::add);
        }
        return page;
    }

    /** The first {@code max} in the order of {@link Excerpt#DECISIONS_FIRST}; given in no order. */
    List<Excerpt> excerpts(MemoryFilter filter, int max) {
        var first = new PriorityQueue<>(Excerpt.DECISIONS_FIRST.reversed());
        var matcher = filter.matcher();
        for (var row : byTime.values()) {
            row.memory().filter(matcher).map(Excerpt::of).ifPresent(first::add);
            if (first.size() > max) {
                first.remove();
            }
        }
        return List.copyOf(first);
    }

    Optional<Memory> find(MemoryId id) {
        var from = TailPlace.before(id.time());
        var to = TailPlace.before(id.time().plusMillis(1));
        return byTime.subMap(from, to).values().stream()
                .filter(row -> row.place().id().equals(id))
                .findFirst()
                .flatMap(TailRow::memory);
    }

    /** All that the filter means, at one moment. */
    synchronized Contents contents(MemoryFilter filter) {
        var firstOffsets = new HashMap<Integer, Long>();
        byPartition.forEach(
                (partition, rows) -> {
                    if (!rows.isEmpty()) {
                        firstOffsets.put(partition, rows.peekFirst().offset());
                    }
                });
        return new Contents(
                page(filter, ReadOrder.ASC, Optional.empty(), Integer.MAX_VALUE), firstOffsets);
    }
}
