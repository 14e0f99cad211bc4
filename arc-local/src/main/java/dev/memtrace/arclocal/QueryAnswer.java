package dev.memtrace.arclocal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;

/**
 * One answer, its fields in Arc's order. Small ones are sent whole, large ones in pieces, so that
 * the JSON of a large one is never in memory at once. Used once.
 */
final class QueryAnswer {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int ROWS_PER_STEP = 1_000;
    private static final int PIECE_BYTES = 256 * 1024;

    private final ServerResponse response;
    private final Clock clock;
    private final long startedNanos;
    private final ByteArrayOutputStream piece = new ByteArrayOutputStream(4 * 1024);
    private final JsonGenerator json;
    private OutputStream sending;

    QueryAnswer(ServerResponse response, Clock clock, long startedNanos) {
        this.response = response;
        this.clock = clock;
        this.startedNanos = startedNanos;
        try {
            this.json = JSON.createGenerator(piece);
        } catch (IOException e) {
            throw new IllegalStateException(e); // memory does not fail to open
        }
    }

    void empty() throws IOException {
        begin(List.of());
        end(0);
    }

    void rows(QueryCursor cursor) throws IOException {
        begin(cursor.columnNames());
        var count = 0L;
        int encoded;
        do {
            encoded = cursor.encode(json, ROWS_PER_STEP);
            count += encoded;
            sendIfLarge();
        } while (encoded == ROWS_PER_STEP);
        end(count);
    }

    private void begin(List<String> columns) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("success", true);
        json.writeArrayFieldStart("columns");
        for (var column : columns) {
            json.writeString(column);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data");
    }

    private void sendIfLarge() throws IOException {
        json.flush();
        if (piece.size() < PIECE_BYTES) {
            return;
        }
        if (sending == null) {
            sending = response.outputStream();
        }
        piece.writeTo(sending);
        piece.reset();
    }

    private void end(long rows) throws IOException {
        json.writeEndArray();
        json.writeNumberField("row_count", rows);
        json.writeNumberField("execution_time_ms", (System.nanoTime() - startedNanos) / 1_000_000);
        json.writeStringField("timestamp", Json.timestamp(clock));
        json.writeEndObject();
        json.close();
        if (sending == null) {
            response.send(piece.toByteArray());
        } else {
            piece.writeTo(sending);
            sending.close();
        }
    }
}
