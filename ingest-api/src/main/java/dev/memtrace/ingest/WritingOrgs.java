package dev.memtrace.ingest;

import dev.memtrace.core.directory.OrgQuotas;
import dev.memtrace.core.directory.SharedArc;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;

/** Whether an org may write, and how much. Thread-safe. */
record WritingOrgs(Tenants tenants, SharedArc sharedArc, OrgQuotas quotas) {
    /**
     * Refuses memories that nobody could read. Of {@code org_default} only the sink's own
     * configuration may know the Arc, so its memories are always taken: without one they wait in
     * the log.
     *
     * @throws ApiException 503, if the org has no Arc
     */
    void requireArc(OrgId org) {
        if (tenants.arc(org).isEmpty() && !sharedArc.serves(org)) {
            throw ApiException.noArc();
        }
    }

    /**
     * Counts {@code memories} against the org's quota.
     *
     * @return what to give back if they are not written after all
     * @throws ApiException 429, if it is used up
     */
    OrgQuotas.Taken requireQuota(OrgId org, int memories) {
        return quotas.write(org, memories);
    }
}
