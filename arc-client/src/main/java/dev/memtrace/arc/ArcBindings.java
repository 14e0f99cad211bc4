package dev.memtrace.arc;

import dev.memtrace.core.memory.OrgId;
import java.util.Optional;

/**
 * Tells where an org's memories are, as of now: a binding may come, change and go while services
 * run. Called by many threads at once, for every request and every batch; does not wait for
 * anything.
 */
@FunctionalInterface
public interface ArcBindings {
    /** Empty if nobody has given the org an Arc, or if its key cannot be opened. */
    Optional<ArcBinding> of(OrgId org);

    /** One Arc for everybody. */
    static ArcBindings shared(ArcBinding binding) {
        return _ -> Optional.of(binding);
    }
}
