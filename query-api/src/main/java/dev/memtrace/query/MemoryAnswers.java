package dev.memtrace.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryJson;
import dev.memtrace.core.memory.OrgId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Answers made of memories, written without a tree because they can be long. */
final class MemoryAnswers {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BYTES_EXPECTED = 16 * 1024;

    private MemoryAnswers() {}

    /** A part of an answer. */
    private interface Part {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] memory(Memory memory) {
        return written(json -> MemoryJson.write(json, memory));
    }

    static byte[] list(OrgId org, PageRequest request, Page page) {
        return object(json -> writePage(json, "memories", org, request, page));
    }

    static byte[] search(OrgId org, PageRequest request, Page page, long millis) {
        return object(
                json -> {
                    writePage(json, "results", org, request, page);
                    json.writeNumberField("query_time_ms", millis);
                });
    }

    private static void writePage(
            JsonGenerator json, String name, OrgId org, PageRequest request, Page page)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (var memory : page.memories()) {
            MemoryJson.write(json, memory);
        }
        json.writeEndArray();
        json.writeNumberField("count", page.memories().size());
        json.writeBooleanField("has_more", page.hasMore());
        if (page.hasMore()) {
            var last = Position.of(page.memories().getLast());
            json.writeStringField("next_cursor", PageCursor.encode(org, request.order(), last));
        }
    }

    private static byte[] object(Part fields) {
        return written(
                json -> {
                    json.writeStartObject();
                    fields.write(json);
                    json.writeEndObject();
                });
    }

    private static byte[] written(Part part) {
        var out = new ByteArrayOutputStream(BYTES_EXPECTED);
        try (var json = JSON.createGenerator(out)) {
            part.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return out.toByteArray();
    }
}
