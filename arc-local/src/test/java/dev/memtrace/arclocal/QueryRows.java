package dev.memtrace.arclocal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What a question found, without a server in between. */
final class QueryRows {
    private QueryRows() {}

    /** Takes all rows, as an array of arrays, and closes the cursor. */
    static JsonNode of(QueryCursor cursor) {
        var bytes = new ByteArrayOutputStream();
        try (cursor;
                var json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartArray();
            cursor.encode(json, Integer.MAX_VALUE);
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Wire.json(bytes.toByteArray());
    }
}
