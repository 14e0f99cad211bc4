package dev.memtrace.cli;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.EntryPage.Position;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest sessions, of an org or of one of its agents, and no more than were asked for. A
 * session keeps its place when it changes, so one that was left out stays out. One thread.
 */
final class NewestSessions implements OrgEntries.Sessions {
    private final int limit;
    private final Optional<String> agent;
    private final TreeMap<Position, DirectoryEntry.Session> newest =
            new TreeMap<>(
                    Comparator.comparing(Position::createdAt)
                            .thenComparing(Position::id)
                            .reversed());

    NewestSessions(int limit, Optional<String> agent) {
        this.limit = limit;
        this.agent = agent;
    }

    @Override
    public void take(DirectoryEntry.Session session) {
        if (agent.isPresent() && !agent.get().equals(session.agent().value())) {
            return;
        }
        newest.put(Position.of(session), session);
        if (newest.size() > limit + 1) { // one more tells that there are more
            newest.pollLastEntry();
        }
    }

    @Override
    public void clear() {
        newest.clear();
    }

    List<DirectoryEntry.Session> sessions() {
        return newest.values().stream().limit(limit).toList();
    }

    boolean hasMore() {
        return newest.size() > limit;
    }
}
