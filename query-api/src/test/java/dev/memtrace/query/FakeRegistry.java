package dev.memtrace.query;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.memory.OrgId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A registry in memory, for tests of what stands in front of it. */
final class FakeRegistry implements Registry {
    final List<DirectoryEntry.Agent> agents = new ArrayList<>();
    final List<DirectoryEntry.Session> sessions = new ArrayList<>();

    @Override
    public Optional<DirectoryEntry.Agent> agent(OrgId org, String idOrName) {
        return agents.stream()
                .filter(agent -> agent.org().equals(org))
                .filter(agent -> agent.id().equals(idOrName) || agent.name().equals(idOrName))
                .findFirst();
    }

    @Override
    public List<DirectoryEntry.Agent> agents(OrgId org, int limit) {
        return agents.stream()
                .filter(agent -> agent.org().equals(org))
                .sorted(Comparator.comparing(DirectoryEntry.Agent::createdAt).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<DirectoryEntry.Session> session(OrgId org, String id) {
        return sessions.stream()
                .filter(session -> session.org().equals(org) && session.id().equals(id))
                .findFirst();
    }

    @Override
    public List<DirectoryEntry.Session> sessions(OrgId org, Optional<String> agent, int limit) {
        return sessions.stream()
                .filter(session -> session.org().equals(org))
                .filter(session -> agent.map(session.agent().value()::equals).orElse(true))
                .sorted(Comparator.comparing(DirectoryEntry.Session::createdAt).reversed())
                .limit(limit)
                .toList();
    }
}
