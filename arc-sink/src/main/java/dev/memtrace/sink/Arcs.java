package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.core.memory.OrgId;
import java.util.Optional;

/** Every org's Arc: which one it is now, what it has, and what it takes. */
record Arcs(ArcBindings bindings, StoredRows stored, RowWrites writes) {
    static Arcs of(ArcBindings bindings, ArcClient arc, long logEpoch, SinkMetrics metrics) {
        return new Arcs(
                bindings, new StoredRows(arc, logEpoch), new RowWrites(arc, logEpoch, metrics));
    }

    /** Asked anew each time: it may have changed. */
    Optional<ArcBinding> bindingOf(OrgId org) {
        return bindings.of(org);
    }
}
