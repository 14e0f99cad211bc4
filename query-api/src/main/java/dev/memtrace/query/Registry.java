package dev.memtrace.query;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.EntryList;
import dev.memtrace.core.directory.EntryPage;
import dev.memtrace.core.directory.SessionCounts;
import dev.memtrace.core.memory.OrgId;
import java.util.Collection;
import java.util.Optional;

/** The registered agents and sessions, newest first. Called by many threads at once. */
interface Registry {
    Optional<DirectoryEntry.Agent> agent(OrgId org, String idOrName);

    EntryList<DirectoryEntry.Agent> agents(OrgId org, EntryPage page);

    Optional<DirectoryEntry.Session> session(OrgId org, String id);

    EntryList<DirectoryEntry.Session> sessions(OrgId org, Optional<String> agent, EntryPage page);

    /** How many sessions are registered for any of {@code agents}. */
    SessionCounts sessionCounts(OrgId org, Collection<String> agents);

    /** This process's copy of the directory. */
    static Registry of(DirectoryReplica directory) {
        return new Registry() {
            @Override
            public Optional<DirectoryEntry.Agent> agent(OrgId org, String idOrName) {
                return directory.agent(org, idOrName);
            }

            @Override
            public EntryList<DirectoryEntry.Agent> agents(OrgId org, EntryPage page) {
                return directory.agents(org, page);
            }

            @Override
            public Optional<DirectoryEntry.Session> session(OrgId org, String id) {
                return directory.session(org, id);
            }

            @Override
            public EntryList<DirectoryEntry.Session> sessions(
                    OrgId org, Optional<String> agent, EntryPage page) {
                return directory.sessions(org, agent, page);
            }

            @Override
            public SessionCounts sessionCounts(OrgId org, Collection<String> agents) {
                return directory.sessionCounts(org, agents);
            }
        };
    }
}
