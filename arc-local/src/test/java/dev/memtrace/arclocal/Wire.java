package dev.memtrace.arclocal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Talks to a server over a real socket. */
final class Wire implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;

    Wire(URI uri) {
        this.uri = uri;
    }

    HttpResponse<String> write(byte[] body, String... headers) {
        return send(post("/api/v1/write/msgpack", body), headers);
    }

    /** A write to the database named test that must be accepted. */
    void stored(byte[] body) {
        var answer = write(body, "x-arc-database", "test");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    HttpResponse<String> query(String sql, String... headers) {
        try {
            var body = JSON.writeValueAsBytes(Map.of("sql", sql));
            return send(
                    post("/api/v1/query", body).header("Content-Type", "application/json"),
                    headers);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer of the database named test, which must be a success. */
    JsonNode answer(String sql) {
        var answer = query(sql, "x-arc-database", "test");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** The rows as JSON text. */
    String rows(String sql) {
        return answer(sql).get("data").toString();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(HttpRequest.newBuilder(uri.resolve(path)), headers);
    }

    HttpResponse<String> postEmpty(String path) {
        return send(post(path, new byte[0]));
    }

    HttpRequest.Builder post(String path, byte[] body) {
        return HttpRequest.newBuilder(uri.resolve(path)).POST(BodyPublishers.ofByteArray(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        try {
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            return http.send(
                    request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body().getBytes(UTF_8));
    }

    static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
