package dev.memtrace.core.service;

import dev.memtrace.core.memory.OrgId;

/** Lets an org's requests in, or not. Called by many threads at once, for every request. */
@FunctionalInterface
public interface RequestGate {
    /** For everybody, at any time. */
    RequestGate OPEN = _ -> {};

    /**
     * Lets one request of {@code org} in.
     *
     * @throws ApiException 429, if it should come back later
     */
    void enter(OrgId org);
}
