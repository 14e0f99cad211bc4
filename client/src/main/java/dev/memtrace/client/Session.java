package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A registered session.
 *
 * @param id {@code sess_} and 24 hex digits; what its memories carry as their session
 * @param orgId whose it is
 * @param agentId of the agent that it was registered with
 * @param metadata with numbers as in {@link Memory#metadata}
 * @param closedAt empty unless it is closed
 */
public record Session(
        String id,
        String orgId,
        String agentId,
        SessionStatus status,
        Map<String, Object> metadata,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> closedAt) {
    /** Copies what can be changed. None of it may be {@code null}. */
    public Session {
        requireNonNull(id, "id");
        requireNonNull(orgId, "orgId");
        requireNonNull(agentId, "agentId");
        requireNonNull(status, "status");
        metadata = Json.copyOf("metadata", metadata);
        requireNonNull(createdAt, "createdAt");
        requireNonNull(updatedAt, "updatedAt");
        requireNonNull(closedAt, "closedAt");
    }

    static Session of(Fields fields) {
        return new Session(
                fields.text("id"),
                fields.text("org_id"),
                fields.text("agent_id"),
                SessionStatus.of(fields),
                fields.map("metadata"),
                fields.time("created_at"),
                fields.time("updated_at"),
                fields.optionalTime("closed_at"));
    }
}
