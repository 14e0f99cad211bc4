package dev.memtrace.query;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import java.util.Optional;

/**
 * A list that is read page by page. A cursor belongs to one of them, and is refused by the others.
 *
 * @param code how the kind of list stands in cursors, which outlive a release
 * @param filter what else must be the same; empty if nothing
 */
record PagedList(OrgId org, byte code, String filter) {
    private static final byte AGENTS = 2;
    private static final byte SESSIONS = 3;
    private static final byte STREAM = 4;

    PagedList {
        requireNonNull(org, "org");
        requireNonNull(filter, "filter");
    }

    /** Memories; their filters are not part of it, because a place among them is one for all. */
    static PagedList memories(OrgId org, ReadOrder order) {
        return new PagedList(org, order.code(), "");
    }

    /** Memories as they are accepted; a filter is no part of it either. */
    static PagedList stream(OrgId org) {
        return new PagedList(org, STREAM, "");
    }

    static PagedList agents(OrgId org) {
        return new PagedList(org, AGENTS, "");
    }

    /** All sessions, or those of one agent. */
    static PagedList sessions(OrgId org, Optional<AgentId> agent) {
        return new PagedList(org, SESSIONS, agent.map(AgentId::value).orElse(""));
    }
}
