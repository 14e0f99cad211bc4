package dev.memtrace.arc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Arc over HTTP/1.1 with kept connections. Thread-safe. */
public final class HttpArcClient implements ArcClient {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String DATABASE = "x-arc-database";
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(2);
    private static final int ERROR_BYTES_MAX = 64 * 1024;

    private final HttpClient http;
    private final ArcConfig config;

    public HttpArcClient(ArcConfig config) {
        this.config = config;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.connectTimeout())
                        .build();
    }

    @Override
    public WriteOutcome write(ArcBinding binding, MemoryBatch batch) {
        var request =
                request(binding, "/api/v1/write/msgpack", config.writeTimeout())
                        .header("Content-Type", "application/msgpack")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(batch.body()))
                        .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return Answers.toWrite(response.statusCode(), response.body());
        } catch (IOException e) {
            return new WriteOutcome.TryLater("no answer: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new WriteOutcome.TryLater("interrupted");
        }
    }

    @Override
    public QueryResult query(ArcBinding binding, String sql) {
        var request =
                request(binding, "/api/v1/query", config.queryTimeout())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body(sql)))
                        .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                if (response.statusCode() != 200) {
                    throw Answers.toQuery(response.statusCode(), in.readNBytes(ERROR_BYTES_MAX));
                }
                return QueryResultReader.read(in);
            }
        } catch (IOException e) {
            throw new ArcUnavailableException("arc gave no complete answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArcUnavailableException("interrupted while arc answered", e);
        }
    }

    @Override
    public boolean isReady(ArcBinding binding) {
        var request = request(binding, "/ready", READY_TIMEOUT).GET().build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static HttpRequest.Builder request(ArcBinding binding, String path, Duration timeout) {
        var request =
                HttpRequest.newBuilder(URI.create(binding.url() + path))
                        .timeout(timeout)
                        .header(DATABASE, binding.database());
        return binding.token().isEmpty()
                ? request
                : request.header("Authorization", "Bearer " + binding.token());
    }

    private static byte[] body(String sql) {
        var out = new ByteArrayOutputStream(sql.length() + 32);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("sql", sql);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
