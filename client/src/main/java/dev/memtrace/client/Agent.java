package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A registered agent.
 *
 * @param id {@code agent_} and 24 hex digits; memories may carry it or the name
 * @param orgId whose it is
 * @param name unique in the org
 * @param config as in {@link NewAgent}, with numbers as in {@link Memory#metadata}
 * @param lastActiveAt the time of its newest memory; only from {@link Agents#get}, and only if it
 *     has any
 */
public record Agent(
        String id,
        String orgId,
        String name,
        Optional<String> description,
        Map<String, Object> config,
        Instant createdAt,
        Optional<Instant> lastActiveAt) {
    /** Copies what can be changed. None of it may be {@code null}. */
    public Agent {
        requireNonNull(id, "id");
        requireNonNull(orgId, "orgId");
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        config = Json.copyOf("config", config);
        requireNonNull(createdAt, "createdAt");
        requireNonNull(lastActiveAt, "lastActiveAt");
    }

    static Agent of(Fields fields) {
        return new Agent(
                fields.text("id"),
                fields.text("org_id"),
                fields.text("name"),
                fields.optionalText("description"),
                fields.map("config"),
                fields.time("created_at"),
                fields.optionalTime("last_active_at"));
    }
}
