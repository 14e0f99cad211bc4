package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * An agent to be registered.
 *
 * @param name unique in the org, 128 characters at most
 * @param description 4,096 characters at most
 * @param config anything, 65,536 characters of JSON at most, nested 64 deep at most
 * @param idempotencyKey any text of your own, of 255 printable ASCII characters at most: whoever
 *     registers with the same one again gets the agent of the first time. Each call makes one of
 *     its own if empty
 */
public record NewAgent(
        String name,
        Optional<String> description,
        Map<String, Object> config,
        Optional<String> idempotencyKey) {
    /** Copies what can be changed. None of it may be {@code null}, and the name not empty. */
    public NewAgent {
        Checks.requireSome("name", name);
        requireNonNull(description, "description")
                .ifPresent(it -> Checks.requireText("description", it));
        config = Json.copyOf("config", config);
        requireNonNull(idempotencyKey, "idempotencyKey")
                .ifPresent(it -> Checks.requirePrintable("idempotencyKey", it));
    }

    /** An agent of this name and nothing more. */
    public static NewAgent named(String name) {
        return new NewAgent(name, Optional.empty(), Map.of(), Optional.empty());
    }

    /** The same with a description. */
    public NewAgent withDescription(String description) {
        return new NewAgent(name, Optional.of(description), config, idempotencyKey);
    }

    /** The same with this configuration. */
    public NewAgent withConfig(Map<String, Object> config) {
        return new NewAgent(name, description, config, idempotencyKey);
    }

    /** The same with this {@link #idempotencyKey}. */
    public NewAgent withIdempotencyKey(String key) {
        return new NewAgent(name, description, config, Optional.of(key));
    }

    ObjectNode toJson() {
        var json = Json.object().put("name", name);
        description.ifPresent(it -> json.put("description", it));
        if (!config.isEmpty()) {
            json.set("config", Json.tree(config));
        }
        return json;
    }
}
