package dev.memtrace.dedup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.UndecodableException;
import java.util.Optional;

/** JSON merge patch, RFC 7396, of objects. */
final class MergePatch {
    /** How long a session's metadata may be, in characters of JSON. */
    static final int LENGTH_MAX = 64 * 1024;

    private MergePatch() {}

    /**
     * The object that {@code patch} makes of {@code target}; empty if nothing is left of it.
     *
     * @throws UndecodableException if one of them is no JSON object
     */
    static Optional<String> merge(Optional<String> target, String patch) {
        var object = target.map(MergePatch::parse).orElseGet(Json.MAPPER::createObjectNode);
        merge(object, parse(patch));
        return object.isEmpty() ? Optional.empty() : Optional.of(object.toString());
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var field : patch.properties()) {
            var name = field.getKey();
            switch (field.getValue()) {
                case JsonNode value when value.isNull() -> target.remove(name);
                case ObjectNode value -> {
                    var merged =
                            target.get(name) instanceof ObjectNode old
                                    ? old
                                    : Json.MAPPER.createObjectNode();
                    merge(merged, value);
                    target.set(name, merged);
                }
                case JsonNode value -> target.set(name, value);
            }
        }
    }

    private static ObjectNode parse(String json) {
        try {
            if (Json.MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Told below without the cause, which may quote it.
        }
        throw new UndecodableException("metadata of a session is a JSON object");
    }
}
