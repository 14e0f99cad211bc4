package dev.memtrace.arc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Arc's JSON answers. Arc can break off after the first row and still end with valid JSON, so
 * the rows are counted against what the answer says of itself.
 */
final class QueryResultReader {
    private static final int TEXT_LENGTH_MAX = 64 * 1024 * 1024;
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(TEXT_LENGTH_MAX)
                                    .build())
                    .build();

    private final Map<String, Integer> columns = new HashMap<>();
    private final List<Object[]> rows = new ArrayList<>();
    private boolean success;
    private long rowCount = -1;

    private QueryResultReader() {}

    static QueryResult read(InputStream in) throws IOException {
        var reader = new QueryResultReader();
        try (var json = JSON.createParser(in)) {
            reader.readAnswer(json);
        }
        if (!reader.success || reader.rowCount != reader.rows.size()) {
            throw new ArcUnavailableException("arc's answer is not complete", null);
        }
        return new QueryResult(reader.columns, reader.rows);
    }

    private void readAnswer(JsonParser json) throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "success" -> success = json.getBooleanValue();
                case "columns" -> readColumns(json);
                case "data" -> readRows(json);
                case "row_count" -> rowCount = json.getLongValue();
                default -> json.skipChildren();
            }
        }
    }

    private void readColumns(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            columns.put(json.getText(), columns.size());
        }
    }

    private void readRows(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            var row = new Object[columns.size()];
            for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                row[i] = value(json);
            }
            rows.add(row);
        }
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }
}
