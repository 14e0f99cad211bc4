package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * A session to be registered.
 *
 * @param agentId whose it is; need not be registered
 * @param metadata anything, 65,536 characters of JSON at most, nested 64 deep at most
 * @param idempotencyKey any text of your own, of 255 printable ASCII characters at most: whoever
 *     registers with the same one again gets the session of the first time. Each call makes one of
 *     its own if empty
 */
public record NewSession(
        String agentId, Map<String, Object> metadata, Optional<String> idempotencyKey) {
    /** Copies what can be changed. None of it may be {@code null}, and the agent not empty. */
    public NewSession {
        Checks.requireSome("agentId", agentId);
        metadata = Json.copyOf("metadata", metadata);
        requireNonNull(idempotencyKey, "idempotencyKey")
                .ifPresent(it -> Checks.requirePrintable("idempotencyKey", it));
    }

    /** A session of this agent and nothing more. */
    public static NewSession of(String agentId) {
        return new NewSession(agentId, Map.of(), Optional.empty());
    }

    /** The same with this metadata. */
    public NewSession withMetadata(Map<String, Object> metadata) {
        return new NewSession(agentId, metadata, idempotencyKey);
    }

    /** The same with this {@link #idempotencyKey}. */
    public NewSession withIdempotencyKey(String key) {
        return new NewSession(agentId, metadata, Optional.of(key));
    }

    ObjectNode toJson() {
        var json = Json.object().put("agent_id", agentId);
        if (!metadata.isEmpty()) {
            json.set("metadata", Json.tree(metadata));
        }
        return json;
    }
}
