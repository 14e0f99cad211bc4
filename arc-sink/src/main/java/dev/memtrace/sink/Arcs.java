package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.core.memory.OrgId;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Every org's Arc: which one it is now, and what is done there.
 *
 * @param threads where calls to Arcs may block
 */
record Arcs(ArcBindings bindings, ArcWork work, long logEpoch, Executor threads) {
    /** Asked anew each time: it may have changed. */
    Optional<ArcBinding> bindingOf(OrgId org) {
        return bindings.of(org);
    }
}
