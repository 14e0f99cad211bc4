package dev.memtrace.core.memory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** A memory as answers show it: the same JSON from every service. */
public final class MemoryJson {
    private static final JsonFactory JSON = new JsonFactory();

    private MemoryJson() {}

    /** Writes {@code memory} as one JSON object; what it does not have is left out. */
    public static void write(JsonGenerator json, Memory memory) throws IOException {
        var id = memory.id().toString();
        json.writeStartObject();
        json.writeStringField("id", id);
        json.writeStringField("memory_id", id);
        json.writeStringField("time", TimeText.format(memory.time()));
        json.writeStringField("org_id", memory.org().value());
        json.writeStringField("agent_id", memory.agent().value());
        if (memory.session().isPresent()) {
            json.writeStringField("session_id", memory.session().get().value());
        }
        json.writeStringField("memory_type", memory.type().value());
        json.writeStringField("event_type", memory.eventType().value());
        json.writeStringField("content", memory.content());
        if (memory.metadataJson().isPresent()) {
            json.writeFieldName("metadata");
            writeRaw(json, memory.metadataJson().get());
        }
        if (!memory.tags().isEmpty()) {
            json.writeArrayFieldStart("tags");
            for (var tag : memory.tags()) {
                json.writeString(tag);
            }
            json.writeEndArray();
        }
        json.writeStringField("dedup_key", memory.dedupKey().value());
        if (memory.importance() > 0) {
            json.writeNumberField("importance", memory.importance());
        }
        if (memory.parent().isPresent()) {
            json.writeStringField("parent_id", memory.parent().get());
        }
        json.writeEndObject();
    }

    /** What is no JSON becomes a string, so that one odd row cannot break a whole answer. */
    private static void writeRaw(JsonGenerator json, String text) throws IOException {
        if (isJson(text)) {
            json.writeRawValue(text);
        } else {
            json.writeString(text);
        }
    }

    private static boolean isJson(String text) {
        try (var parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            // Reads numbers and texts to their end too, which the parser otherwise puts off.
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
