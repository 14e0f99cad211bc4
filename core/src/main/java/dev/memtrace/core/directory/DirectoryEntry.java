package dev.memtrace.core.directory;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Permission;
import java.net.URI;
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
    record Org(OrgId org, String name, Quota quota, Instant createdAt) implements DirectoryEntry {
        @Override
        public String id() {
            return org.value();
        }

        /** The same org with another quota. */
        public Org with(Quota other) {
            return new Org(org, name, other, createdAt);
        }
    }

    /**
     * An API key; the key itself is nowhere kept. Its name is unique among the keys of its org that
     * are not revoked.
     *
     * @param digest the start of the key's SHA-256, by which it is found
     * @param bcrypt the hash that proves it
     * @param revokedAt a revoked key stays: its end must reach also who comes late
     */
    record ApiKey(
            String id,
            OrgId org,
            String name,
            String digest,
            String bcrypt,
            Set<Permission> permissions,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> revokedAt)
            implements DirectoryEntry {
        public ApiKey {
            permissions = Set.copyOf(permissions);
        }

        /** Whether it opens anything at {@code now}. */
        public boolean isGood(Instant now) {
            return revokedAt.isEmpty() && expiresAt.filter(end -> !now.isBefore(end)).isEmpty();
        }

        /** The same key, ended. */
        public ApiKey revoked(Instant at) {
            return new ApiKey(
                    id,
                    org,
                    name,
                    digest,
                    bcrypt,
                    permissions,
                    createdAt,
                    expiresAt,
                    Optional.of(at));
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
            SessionStatus status,
            Optional<String> metadataJson,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> closedAt)
            implements DirectoryEntry {}

    /**
     * Where the memories of an org are stored: its Arc. An org has one at most.
     *
     * @param sealedKey Arc's key as {@link MasterKey#seal} made it; empty if Arc wants none
     * @param version grows whenever the org is bound anew, also after it had none for a while
     */
    record ArcInstance(
            OrgId org,
            URI url,
            String database,
            String measurement,
            Optional<String> sealedKey,
            long version,
            Instant createdAt)
            implements DirectoryEntry {
        @Override
        public String id() {
            return org.value();
        }

        /** Whether rows that were written to the other one are found in this one. */
        public boolean holdsTheSameAs(ArcInstance other) {
            return url.equals(other.url)
                    && database.equals(other.database)
                    && measurement.equals(other.measurement);
        }

        /** The same Arc, as another version of the binding. */
        public ArcInstance with(long otherVersion) {
            return new ArcInstance(
                    org, url, database, measurement, sealedKey, otherVersion, createdAt);
        }

        @Override
        public String toString() {
            return "ArcInstance[%s, %s, %s.%s]".formatted(org, url, database, measurement);
        }
    }
}
