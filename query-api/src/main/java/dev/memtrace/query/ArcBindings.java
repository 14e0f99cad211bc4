package dev.memtrace.query;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.core.memory.OrgId;
import java.util.Optional;

/** Tells where an org's memories are. Called by many threads at once. */
@FunctionalInterface
interface ArcBindings {
    /** Empty if nobody has given the org an Arc. */
    Optional<ArcBinding> of(OrgId org);

    /** One Arc for everybody. */
    static ArcBindings shared(ArcBinding binding) {
        return _ -> Optional.of(binding);
    }
}
