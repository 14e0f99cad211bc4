package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;

/** What is known of memories that neither the tail nor Arc has. Thread-safe. */
interface Fates extends Followed {
    Outcomes outcomes();

    /**
     * Whether this org's memory has come in and is not decided. One that is decided meanwhile may
     * be in the tail or among the outcomes when this returns.
     *
     * @throws dev.memtrace.core.wire.KafkaUnavailableException if that cannot be told for now
     */
    boolean isUndecided(OrgId org, MemoryId id);

    /** In the Prometheus exposition format. */
    String metrics();
}
