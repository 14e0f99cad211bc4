package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import java.util.OptionalLong;

/** What was accepted and may not be in its Arc yet, as reads need it. Thread-safe. */
interface Tail extends Followed {
    TailIndex index();

    /** Hands on what comes in. */
    Feed feed();

    /** That of the topic; see {@link dev.memtrace.core.wire.LogEpoch}. */
    long logEpoch();

    /** Whether it has caught up since its start. */
    boolean isReady();

    @Override
    default OptionalLong missingSinceMillis(OrgId org) {
        return index().missingSinceMillis(org);
    }

    /** In the Prometheus exposition format. */
    String metrics();
}
