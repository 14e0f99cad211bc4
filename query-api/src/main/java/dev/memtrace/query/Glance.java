package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryType;
import java.util.List;

/**
 * Tells most of what a filter does not mean from two numbers that a row keeps of its memory,
 * without opening it. What is let through may still not be meant.
 */
final class Glance {
    private final int[] types;
    private final long tags;

    private Glance(int[] types, long tags) {
        this.types = types;
        this.tags = tags;
    }

    static Glance of(MemoryFilter filter) {
        return new Glance(
                filter.types().stream().mapToInt(Glance::number).toArray(), bits(filter.tags()));
    }

    /** The number that a row keeps of its memory's type. */
    static int number(MemoryType type) {
        return type.hashCode();
    }

    /** The number that a row keeps of its memory's tags: a bit for each, of 64. */
    static long bits(List<String> tags) {
        long bits = 0;
        for (var tag : tags) {
            int hash = tag.hashCode();
            bits |= 1L << (hash ^ (hash >>> 16)); // a shift goes by the last six bits
        }
        return bits;
    }

    boolean letsThrough(TailRow row) {
        return (row.tagBits() & tags) == tags && isAnyOf(row.typeNumber());
    }

    private boolean isAnyOf(int type) {
        for (int one : types) {
            if (one == type) {
                return true;
            }
        }
        return types.length == 0;
    }
}
