package dev.memtrace.arc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads an answer in one pass. What is cut short or does not add up is no answer. Used once. */
final class QueryResultReader {
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final JsonParser json;
    private final List<String> columns = new ArrayList<>();
    private final List<Object[]> rows = new ArrayList<>();
    private boolean success;
    private long rowCount = -1;
    private String error = "";

    private QueryResultReader(JsonParser json) {
        this.json = json;
    }

    static QueryResult read(byte[] body) {
        try (var json = JSON.createParser(body)) {
            return new QueryResultReader(json).read();
        } catch (IOException e) {
            throw new ArcUnavailableException("Arc's answer is cut short or is not JSON");
        }
    }

    /** The reason in a failure's body; empty if there is none. */
    static String error(byte[] body) {
        try (var json = JSON.createParser(body)) {
            var reader = new QueryResultReader(json);
            reader.fields();
            return reader.error;
        } catch (IOException e) {
            return "";
        }
    }

    private QueryResult read() throws IOException {
        fields();
        if (!success) {
            throw QueryAnswers.failure(500, error);
        }
        if (rowCount != rows.size()) {
            throw new ArcUnavailableException(
                    "Arc's answer has %d rows and claims %d".formatted(rows.size(), rowCount));
        }
        return QueryResult.of(columns, rows);
    }

    private void fields() throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            var value = json.nextToken();
            switch (name) {
                case "success" -> success = value == JsonToken.VALUE_TRUE;
                case "columns" -> readColumns(value);
                case "data" -> readRows(value);
                case "row_count" -> rowCount = json.getLongValue();
                case "error" -> error = String.valueOf(json.getText());
                default -> json.skipChildren();
            }
        }
        require(json.currentToken() == JsonToken.END_OBJECT);
    }

    private void readColumns(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        require(value == JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            columns.add(json.getText());
        }
        require(json.currentToken() == JsonToken.END_ARRAY);
    }

    private void readRows(JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        require(value == JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_ARRAY) {
            var cells = new Object[columns.size()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = cell(json.nextToken());
            }
            require(json.nextToken() == JsonToken.END_ARRAY);
            rows.add(cells);
        }
        require(json.currentToken() == JsonToken.END_ARRAY);
    }

    private Object cell(JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> whole();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case null, default -> throw new IOException("a cell is not a plain value");
        };
    }

    /** A double can print as more digits than a long holds. */
    private Object whole() throws IOException {
        return switch (json.getNumberType()) {
            case INT, LONG -> json.getLongValue();
            default -> json.getDoubleValue();
        };
    }

    private static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("not an answer of Arc's");
        }
    }
}
