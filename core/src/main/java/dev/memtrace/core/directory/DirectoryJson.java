package dev.memtrace.core.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.UndecodableException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.Optional;

/** What the JSON inside the directory's records has in common. */
final class DirectoryJson {
    private DirectoryJson() {}

    /** A step of decoding, which may fail in all the ways that JSON can be wrong. */
    interface Reading<T> {
        T read() throws IOException;
    }

    static <T> T reading(String what, Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException
                | IllegalArgumentException
                | DateTimeException
                | ClassCastException e) {
            // The cause may quote what was written, so it stays here.
            throw new UndecodableException(what + " is not what this version writes");
        }
    }

    static ObjectNode object(String type) {
        return Json.MAPPER.createObjectNode().put("type", type);
    }

    static ObjectNode parse(byte[] bytes, int offset) throws IOException {
        if (Json.MAPPER.readTree(bytes, offset, bytes.length - offset)
                instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("not an object");
    }

    static String text(JsonNode json, String field) {
        return json.required(field).asText();
    }

    static Optional<String> optional(JsonNode json, String field) {
        return child(json, field).map(JsonNode::asText);
    }

    static Optional<JsonNode> child(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field));
    }
}
