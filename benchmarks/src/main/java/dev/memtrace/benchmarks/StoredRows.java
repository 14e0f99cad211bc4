package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks the store itself how many memories can be read. Thread-safe. */
final class StoredRows implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final java.net.http.HttpRequest question;

    StoredRows(URI store, String database, String measurement) {
        var sql = JSON.createObjectNode().put("sql", "SELECT COUNT(*) FROM " + measurement);
        question =
                java.net.http.HttpRequest.newBuilder(store.resolve("/api/v1/query"))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .header("x-arc-database", database)
                        .POST(BodyPublishers.ofString(sql.toString(), UTF_8))
                        .build();
    }

    /** How many there are; none before the first is written. */
    long count() {
        var answer = ask();
        if (!answer.path("success").asBoolean()) {
            throw new StageFailedException("the store does not count its rows: " + answer);
        }
        return answer.path("data").path(0).path(0).asLong();
    }

    private JsonNode ask() {
        try {
            return JSON.readTree(http.send(question, BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new UncheckedIOException("the store does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StageFailedException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
