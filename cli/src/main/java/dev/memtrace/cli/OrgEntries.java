package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryScan;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.memory.OrgId;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an org has, gathered from a scan; of its sessions only what was asked for. One thread. */
final class OrgEntries {
    private static final Comparator<DirectoryEntry> NEWEST_FIRST =
            Comparator.comparing(DirectoryEntry::createdAt)
                    .thenComparing(DirectoryEntry::id)
                    .reversed();

    private final Sessions sessions;
    private final Map<String, DirectoryEntry.ApiKey> keys = new HashMap<>();
    private final Map<String, DirectoryEntry.Agent> agents = new HashMap<>();
    private Optional<DirectoryEntry.Org> org = Optional.empty();
    private Optional<DirectoryEntry.ArcInstance> arc = Optional.empty();

    /** Who is shown the sessions, of which there may be millions. */
    interface Sessions {
        /** There is this session, or it is like this now. */
        void take(DirectoryEntry.Session session);

        /** There is none any more. */
        void clear();
    }

    private OrgEntries(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Reads the org's entries of these kinds.
     *
     * @throws CommandFailedException if there is no such org
     */
    static OrgEntries of(
            DirectoryAccess directory, OrgId org, Sessions sessions, EntryKind... kinds) {
        var entries = new OrgEntries(sessions);
        var all = EnumSet.of(EntryKind.ORG, kinds);
        directory.read(new DirectoryScan.Wanted(all, Optional.of(org)), entries::take);
        if (entries.org.isEmpty()) {
            throw new CommandFailedException("there is no org " + org);
        }
        return entries;
    }

    /** The same without sessions. */
    static OrgEntries of(DirectoryAccess directory, OrgId org, EntryKind... kinds) {
        return of(directory, org, new SessionCount(), kinds);
    }

    private void take(DirectoryChange change) {
        switch (change) {
            case DirectoryChange.Stated(var state) -> put(state.entry());
            case DirectoryChange.Gone(var key, _, _) -> remove(key);
        }
    }

    private void put(DirectoryEntry entry) {
        switch (entry) {
            case DirectoryEntry.Org it -> org = Optional.of(it);
            case DirectoryEntry.ArcInstance it -> arc = Optional.of(it);
            case DirectoryEntry.ApiKey key -> keys.put(key.id(), key);
            case DirectoryEntry.Agent agent -> agents.put(agent.id(), agent);
            case DirectoryEntry.Session session -> sessions.take(session);
        }
    }

    private void remove(EntryKey key) {
        switch (key.kind()) {
            case ORG -> {
                org = Optional.empty();
                arc = Optional.empty();
                keys.clear();
                agents.clear();
                sessions.clear();
            }
            case ARC -> arc = Optional.empty();
            case API_KEY -> keys.remove(key.id());
            case AGENT -> agents.remove(key.id());
            case SESSION -> {} // goes with its org, and with nothing else
        }
    }

    DirectoryEntry.Org org() {
        return org.orElseThrow();
    }

    Optional<DirectoryEntry.ArcInstance> arc() {
        return arc;
    }

    /** Newest first. */
    List<DirectoryEntry.ApiKey> keys() {
        return keys.values().stream().sorted(NEWEST_FIRST).toList();
    }

    /** Newest first. */
    List<DirectoryEntry.Agent> agents() {
        return agents.values().stream().sorted(NEWEST_FIRST).toList();
    }
}
