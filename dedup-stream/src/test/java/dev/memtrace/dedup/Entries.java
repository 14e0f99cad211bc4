package dev.memtrace.dedup;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Permission;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Entries of the directory for tests, all made at noon. */
final class Entries {
    static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    private Entries() {}

    static DirectoryEntry.Org org(OrgId org) {
        return new DirectoryEntry.Org(org, "name of " + org, Quota.NONE, NOON);
    }

    static DirectoryEntry.Agent agent(OrgId org, String name) {
        return new DirectoryEntry.Agent(
                Ids.random(Ids.AGENT), org, name, Optional.of("d"), Optional.of("{\"a\":1}"), NOON);
    }

    static DirectoryEntry.ApiKey key(OrgId org, String name) {
        return new DirectoryEntry.ApiKey(
                Ids.apiKeyId(),
                org,
                name,
                "d1",
                "b1",
                Set.of(Permission.READ),
                NOON,
                Optional.empty(),
                Optional.empty());
    }

    static DirectoryEntry.Session session(OrgId org, Optional<String> metadata) {
        return new DirectoryEntry.Session(
                Ids.random(Ids.SESSION),
                org,
                new AgentId("a"),
                SessionStatus.ACTIVE,
                metadata,
                NOON,
                NOON,
                Optional.empty());
    }

    static DirectoryEntry.ArcInstance arc(OrgId org, String url, String database) {
        return new DirectoryEntry.ArcInstance(
                org, URI.create(url), database, "events", Optional.of("sealed"), 0, NOON);
    }

    static DirectoryEntry.Agent withId(String id, DirectoryEntry.Agent agent) {
        return new DirectoryEntry.Agent(
                id,
                agent.org(),
                agent.name(),
                agent.description(),
                agent.configJson(),
                agent.createdAt());
    }

    static DirectoryEntry.ApiKey withId(String id, DirectoryEntry.ApiKey key) {
        return changed(key, id, key.org(), key.digest());
    }

    static DirectoryEntry.ApiKey withDigest(String digest, DirectoryEntry.ApiKey key) {
        return changed(key, key.id(), key.org(), digest);
    }

    private static DirectoryEntry.ApiKey changed(
            DirectoryEntry.ApiKey key, String id, OrgId org, String digest) {
        return new DirectoryEntry.ApiKey(
                id,
                org,
                key.name(),
                digest,
                key.bcrypt(),
                key.permissions(),
                key.createdAt(),
                key.expiresAt(),
                key.revokedAt());
    }

    static DirectoryEntry.Session withId(String id, DirectoryEntry.Session session) {
        return changed(session, id, session.org(), session.agent());
    }

    static DirectoryEntry.Session of(AgentId agent, DirectoryEntry.Session session) {
        return changed(session, session.id(), session.org(), agent);
    }

    private static DirectoryEntry.Session changed(
            DirectoryEntry.Session session, String id, OrgId org, AgentId agent) {
        return new DirectoryEntry.Session(
                id,
                org,
                agent,
                session.status(),
                session.metadataJson(),
                session.createdAt(),
                session.updatedAt(),
                session.closedAt());
    }

    /** The same entry, as if another org had it. */
    static DirectoryEntry in(OrgId org, DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Agent agent ->
                    new DirectoryEntry.Agent(
                            agent.id(),
                            org,
                            agent.name(),
                            agent.description(),
                            agent.configJson(),
                            agent.createdAt());
            case DirectoryEntry.ApiKey key -> changed(key, key.id(), org, key.digest());
            case DirectoryEntry.Session session ->
                    changed(session, session.id(), org, session.agent());
            case DirectoryEntry.Org _, DirectoryEntry.ArcInstance _ ->
                    throw new IllegalArgumentException("is of one org by its id");
        };
    }
}
