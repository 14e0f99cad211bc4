package dev.memtrace.query;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.EntryList;
import dev.memtrace.core.directory.EntryPage;
import dev.memtrace.core.directory.SessionCounts;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A registry in memory, for tests of what stands in front of it. */
final class FakeRegistry implements Registry, Tenants {
    final List<DirectoryEntry.Agent> agents = new ArrayList<>();
    final List<DirectoryEntry.Session> sessions = new ArrayList<>();
    final List<DirectoryEntry.Org> orgs = new ArrayList<>();
    final List<DirectoryEntry.ArcInstance> arcs = new ArrayList<>();

    @Override
    public Optional<DirectoryEntry.Agent> agent(OrgId org, String idOrName) {
        return agents.stream()
                .filter(agent -> agent.org().equals(org))
                .filter(agent -> agent.id().equals(idOrName) || agent.name().equals(idOrName))
                .findFirst();
    }

    @Override
    public EntryList<DirectoryEntry.Agent> agents(OrgId org, EntryPage page) {
        return part(agents.stream().filter(agent -> agent.org().equals(org)), page);
    }

    @Override
    public Optional<DirectoryEntry.Session> session(OrgId org, String id) {
        return sessions.stream()
                .filter(session -> session.org().equals(org) && session.id().equals(id))
                .findFirst();
    }

    @Override
    public EntryList<DirectoryEntry.Session> sessions(
            OrgId org, Optional<String> agent, EntryPage page) {
        return part(
                sessions.stream()
                        .filter(session -> session.org().equals(org))
                        .filter(session -> agent.map(session.agent().value()::equals).orElse(true)),
                page);
    }

    private static <T extends DirectoryEntry> EntryList<T> part(Stream<T> entries, EntryPage page) {
        var newestFirst =
                Comparator.comparing(DirectoryEntry::createdAt)
                        .thenComparing(DirectoryEntry::id)
                        .reversed();
        var found =
                entries.sorted(newestFirst)
                        .filter(
                                entry ->
                                        page.after()
                                                .filter(last -> !isBehind(entry, last))
                                                .isEmpty())
                        .skip(page.offset())
                        .toList();
        boolean hasMore = found.size() > page.limit();
        return new EntryList<>(hasMore ? found.subList(0, page.limit()) : found, hasMore);
    }

    private static boolean isBehind(DirectoryEntry entry, EntryPage.Position last) {
        int byTime = entry.createdAt().compareTo(last.createdAt());
        return byTime < 0 || (byTime == 0 && entry.id().compareTo(last.id()) < 0);
    }

    @Override
    public SessionCounts sessionCounts(OrgId org, Collection<String> agents) {
        var theirs =
                sessions.stream()
                        .filter(session -> session.org().equals(org))
                        .filter(session -> agents.contains(session.agent().value()))
                        .toList();
        return new SessionCounts(
                theirs.size(),
                theirs.stream().filter(it -> it.status() == SessionStatus.ACTIVE).count());
    }

    @Override
    public Optional<DirectoryEntry.Org> org(OrgId org) {
        return Optional.empty();
    }

    @Override
    public Optional<DirectoryEntry.ArcInstance> arc(OrgId org) {
        return Optional.empty();
    }

    @Override
    public List<DirectoryEntry.Org> orgs() {
        return orgs;
    }

    @Override
    public List<DirectoryEntry.ArcInstance> arcs() {
        return arcs;
    }
}
