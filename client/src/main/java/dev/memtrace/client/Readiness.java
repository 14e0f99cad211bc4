package dev.memtrace.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Whether a service would serve requests.
 *
 * @param isReady whether it would; a store that is away is no reason against it
 * @param arcs as in {@link Health}
 */
public record Readiness(boolean isReady, Map<String, Boolean> arcs) {
    /** Copies the map. */
    public Readiness {
        arcs = Map.copyOf(arcs);
    }

    static Readiness of(Fields fields) {
        return new Readiness(
                fields.text("status").equals("ready"), fields.each("arc", JsonNode::booleanValue));
    }
}
