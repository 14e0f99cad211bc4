package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of the directory that somebody wants, and that the registrar grants or refuses. Wishing
 * the same twice does no harm: what is made carries its id, so the second time it is found there.
 */
public sealed interface Wish {
    /** Whose directory is to change. */
    OrgId org();

    /** To add an agent, a session or a key; refused if the org has another with its name. */
    record Create(DirectoryEntry entry) implements Wish {
        @Override
        public OrgId org() {
            return entry.org();
        }
    }

    /** To add an org and, if given, its first key. */
    record Found(DirectoryEntry.Org entry, Optional<DirectoryEntry.ApiKey> firstKey)
            implements Wish {
        @Override
        public OrgId org() {
            return entry.org();
        }
    }

    /**
     * To change a session.
     *
     * @param metadataPatch a JSON merge patch (RFC 7396) of its metadata
     */
    record ChangeSession(
            OrgId org,
            String session,
            Optional<SessionStatus> status,
            Optional<String> metadataPatch,
            Instant at)
            implements Wish {}

    /** To remove an agent; its memories and sessions stay. */
    record RemoveAgent(OrgId org, String idOrName) implements Wish {}

    /** To end an API key for good. */
    record RevokeKey(OrgId org, String keyId, Instant at) implements Wish {}

    /**
     * To store an org's memories in this Arc from now on; its version is the registrar's to give.
     *
     * @param abandonsHistory without it a bound org is not moved to another address, database or
     *     measurement, because what was stored before can then no longer be read
     */
    record BindArc(DirectoryEntry.ArcInstance arc, boolean abandonsHistory) implements Wish {
        @Override
        public OrgId org() {
            return arc.org();
        }
    }

    /** To store an org's memories nowhere for now. */
    record UnbindArc(OrgId org) implements Wish {}

    /** To limit, or to limit no longer, what an org may do. */
    record SetQuota(OrgId org, Quota quota) implements Wish {}

    /** To remove an org with its keys, agents, sessions and Arc; not what its Arc holds. */
    record RemoveOrg(OrgId org) implements Wish {}
}
