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
}
