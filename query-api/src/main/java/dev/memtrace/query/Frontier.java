package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LaneMark;
import java.util.Map;

/**
 * Up to where the Arcs have everything that was accepted. Before it, a memory is in its Arc for all
 * readers, or was refused; from it on, it may be or not.
 *
 * @param offsets by partition of the accepted topic: what the sink has committed
 * @param marks where the sink's closed lanes stand, which its offsets have passed
 */
record Frontier(Map<Integer, Long> offsets, Map<LaneMark.Key, Long> marks) {
    Frontier {
        offsets = Map.copyOf(offsets);
        marks = Map.copyOf(marks);
    }

    /** The first offset of this org that may not be in its Arc. */
    long of(OrgId org, int partition) {
        long offset = offsets.getOrDefault(partition, 0L);
        return marks.isEmpty()
                ? offset
                : marks.getOrDefault(new LaneMark.Key(org, partition), offset);
    }
}
