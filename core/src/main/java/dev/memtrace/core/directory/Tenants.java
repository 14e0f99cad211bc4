package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.Optional;

/**
 * The orgs and their Arcs as of now, from memory: cheap enough to ask for every request and every
 * batch. Thread-safe.
 */
public interface Tenants {
    Optional<DirectoryEntry.Org> org(OrgId org);

    /** Where the org's memories are stored; empty if nobody has said. */
    Optional<DirectoryEntry.ArcInstance> arc(OrgId org);

    /** All orgs. */
    List<DirectoryEntry.Org> orgs();

    /** All Arcs that orgs are bound to. */
    List<DirectoryEntry.ArcInstance> arcs();
}
