package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be changed about a session; the rest stays. The same change twice is as one.
 *
 * @param status {@link SessionStatus#ACTIVE} opens it again
 * @param metadata merged into what is there as RFC 7396 has it: a field that is {@code null} is
 *     removed
 */
public record SessionChange(Optional<SessionStatus> status, Map<String, Object> metadata) {
    /**
     * Copies the map.
     *
     * @throws IllegalArgumentException if nothing is to be changed
     */
    public SessionChange {
        requireNonNull(status, "status");
        metadata = Json.copyOf("metadata", metadata);
        if (status.isEmpty() && metadata.isEmpty()) {
            throw new IllegalArgumentException("a change needs a status, metadata, or both");
        }
    }

    /** Closes it, or opens it again. */
    public static SessionChange to(SessionStatus status) {
        return new SessionChange(Optional.of(status), Map.of());
    }

    /** Merges this into its metadata. */
    public static SessionChange merging(Map<String, Object> metadata) {
        return new SessionChange(Optional.empty(), metadata);
    }

    ObjectNode toJson() {
        var json = Json.object();
        status.ifPresent(it -> json.put("status", it.wire()));
        if (!metadata.isEmpty()) {
            json.set("metadata", Json.tree(metadata));
        }
        return json;
    }
}
