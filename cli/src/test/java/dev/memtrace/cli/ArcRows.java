package dev.memtrace.cli;

import static java.net.http.HttpRequest.BodyPublishers.ofString;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memtrace.arclocal.ArcLocal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** Asks the store itself: query-api would leave out a row that is there twice. */
final class ArcRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ArcRows() {}

    /** The contents of the rows that one agent left. */
    static List<String> contents(ArcLocal arc, String agent) throws IOException {
        var sql = "SELECT content FROM events WHERE agent_id = '" + agent + "'";
        var question =
                HttpRequest.newBuilder(arc.uri().resolve("/api/v1/query"))
                        .header("Content-Type", "application/json")
                        .header("x-arc-database", "memtrace")
                        .POST(ofString(JSON.createObjectNode().put("sql", sql).toString()))
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = JSON.readTree(http.send(question, BodyHandlers.ofString()).body());
            if (!answer.path("success").asBoolean()) {
                throw new AssertionError("the store does not answer: " + answer);
            }
            var contents = new ArrayList<String>();
            answer.path("data").forEach(row -> contents.add(row.path(0).asText()));
            return contents;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
