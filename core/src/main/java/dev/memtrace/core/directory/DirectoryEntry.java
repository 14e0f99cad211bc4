package dev.memtrace.core.directory;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Permission;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Something that the directory knows, in its present state. Immutable. */
public sealed interface DirectoryEntry {
    /** Unique among entries of its kind. */
    String id();

    /** The owner. */
    OrgId org();

    /** When it was made. */
    Instant createdAt();

    /** A tenant. */
    record Org(OrgId org, String name, Instant createdAt) implements DirectoryEntry {
        @Override
        public String id() {
            return org.value();
        }
    }

    /**
     * An API key; the key itself is nowhere kept.
     *
     * @param digest the start of the key's SHA-256, by which it is found
     * @param bcrypt the hash that proves it
     */
    record ApiKey(
            String id,
            OrgId org,
            String name,
            String digest,
            String bcrypt,
            Set<Permission> permissions,
            Instant createdAt)
            implements DirectoryEntry {
        public ApiKey {
            permissions = Set.copyOf(permissions);
        }

        @Override
        public String toString() {
            return "ApiKey[" + id + ", " + org + "]";
        }
    }

    /** A registered agent; its name is unique in its org. */
    record Agent(
            String id,
            OrgId org,
            String name,
            Optional<String> description,
            Optional<String> configJson,
            Instant createdAt)
            implements DirectoryEntry {}

    /** A registered session. */
    record Session(
            String id,
            OrgId org,
            AgentId agent,
            String status,
            Optional<String> metadataJson,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> closedAt)
            implements DirectoryEntry {
        /** The state of a new session. */
        public static final String ACTIVE = "active";
    }
}
