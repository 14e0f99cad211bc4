package dev.memtrace.cli;

import dev.memtrace.core.memory.MemoryId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What an audit has found so far: rows = found + refused + missing. Names a thousand memories of
 * each kind at most, counts all. One thread.
 */
final class AuditTally {
    static final int NAMED_MAX = 1_000;

    private final TreeSet<MemoryId> missingIds = new TreeSet<>();
    private final TreeMap<MemoryId, Long> doubledIds = new TreeMap<>();
    private final TreeMap<Integer, Long> lowestMissing = new TreeMap<>();
    private long rows;
    private long found;
    private long refused;
    private long missing;
    private long doubled;

    /**
     * Counts a chunk.
     *
     * @param times how often Arc has each memory
     * @param isRefused whether the sink has put this row on the rejected topic
     */
    void add(List<AuditRow> chunk, Map<MemoryId, Long> times, Predicate<AuditRow> isRefused) {
        for (var row : chunk) {
            rows++;
            long stored = times.getOrDefault(row.id(), 0L);
            if (stored > 0) {
                found++;
                if (stored > 1) {
                    addDoubled(row.id(), stored);
                }
            } else if (isRefused.test(row)) {
                refused++;
            } else {
                addMissing(row);
            }
        }
    }

    private void addDoubled(MemoryId id, long stored) {
        if (doubledIds.containsKey(id)) {
            return; // it is in the log twice as well
        }
        doubled++;
        if (doubledIds.size() < NAMED_MAX) {
            doubledIds.put(id, stored);
        }
    }

    private void addMissing(AuditRow row) {
        missing++;
        lowestMissing.merge(row.partition(), row.offset(), Math::min);
        if (missingIds.size() < NAMED_MAX) {
            missingIds.add(row.id());
        }
    }

    /** How many the log has. */
    long rows() {
        return rows;
    }

    /** How many of them Arc has, once or more often. */
    long found() {
        return found;
    }

    long refused() {
        return refused;
    }

    /** How many are nowhere but in the log. */
    long missing() {
        return missing;
    }

    /** How many memories Arc has more than once. */
    long doubled() {
        return doubled;
    }

    List<MemoryId> missingIds() {
        return List.copyOf(missingIds);
    }

    /** How often Arc has them. */
    SortedMap<MemoryId, Long> doubledIds() {
        return doubledIds;
    }

    /** By partition, only where something is missing. */
    SortedMap<Integer, Long> lowestMissing() {
        return lowestMissing;
    }
}
