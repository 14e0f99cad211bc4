package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a registered agent did, under its id and under its name.
 *
 * @param memories of all time
 * @param memoriesOfLastDay of the last 24 hours
 * @param errorsOfLastDay those of them whose event type is {@code error}
 * @param sessions that are registered
 * @param activeSessions those of them that are not closed
 * @param lastActiveAt the time of its newest memory; empty if it has none
 * @param memoryTypes how many memories of each type
 */
public record AgentStats(
        String agentId,
        long memories,
        long memoriesOfLastDay,
        long errorsOfLastDay,
        long sessions,
        long activeSessions,
        Optional<Instant> lastActiveAt,
        Map<String, Long> memoryTypes) {
    /** Copies the map. None of it may be {@code null}. */
    public AgentStats {
        requireNonNull(agentId, "agentId");
        requireNonNull(lastActiveAt, "lastActiveAt");
        memoryTypes = Map.copyOf(memoryTypes);
    }

    static AgentStats of(Fields fields) {
        return new AgentStats(
                fields.text("agent_id"),
                fields.count("memory_count"),
                fields.count("memories_24h"),
                fields.count("errors_24h"),
                fields.count("session_count"),
                fields.count("active_sessions"),
                fields.optionalTime("last_active_at"),
                fields.each("memory_types", JsonNode::longValue));
    }
}
