package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Talks to Arc over HTTP/1.1, keeping connections. Any thread may use it; calls block. */
public final class HttpArcClient implements ArcClient {
    /** Enough for any reason that Arc gives. */
    private static final int ERROR_BYTES_MAX = 64 * 1024;

    private final HttpClient http;
    private final ArcClientConfig config;

    public HttpArcClient(ArcClientConfig config) {
        this.config = config;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(config.connectTimeMax())
                        .followRedirects(HttpClient.Redirect.NEVER) // a token goes nowhere else
                        .build();
    }

    @Override
    public WriteOutcome write(ArcBinding binding, MemoryBatch batch) {
        var request =
                request(binding, "/api/v1/write/msgpack")
                        .header("Content-Type", "application/msgpack")
                        .POST(BodyPublishers.ofByteArray(batch.body(binding.measurement())))
                        .build();
        try {
            var answer = send(request, config.writeTimeMax(), ERROR_BYTES_MAX);
            return WriteAnswers.outcome(answer.statusCode(), new String(answer.body(), UTF_8));
        } catch (ArcUnavailableException e) {
            return new WriteOutcome.TryLater(e.getMessage(), wasReached(e));
        }
    }

    @Override
    public QueryResult query(ArcBinding binding, String sql) {
        var body = "{\"sql\":\"" + jsonText(Sql.withinLimit(sql)) + "\"}";
        var request =
                request(binding, "/api/v1/query")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        var answer = send(request, config.queryTimeMax(), config.answerBytesMax());
        if (answer.statusCode() != 200) {
            throw QueryAnswers.failure(answer.statusCode(), QueryResultReader.error(answer.body()));
        }
        return QueryResultReader.read(answer.body());
    }

    @Override
    public boolean isReady(ArcBinding binding) {
        var request = HttpRequest.newBuilder(at(binding, "/ready")).GET().build();
        try {
            return send(request, config.connectTimeMax(), ERROR_BYTES_MAX).statusCode() == 200;
        } catch (ArcUnavailableException _) {
            return false;
        }
    }

    /** Whether Arc may have got to see a request that failed so. */
    private static boolean wasReached(ArcUnavailableException e) {
        return !(e.getCause() instanceof ConnectException
                || e.getCause() instanceof HttpConnectTimeoutException);
    }

    @Override
    public Optional<Duration> uptime(ArcBinding binding) {
        var request = HttpRequest.newBuilder(at(binding, "/health")).GET().build();
        try {
            var answer = send(request, config.connectTimeMax(), ERROR_BYTES_MAX);
            return answer.statusCode() == 200
                    ? HealthAnswer.uptime(answer.body())
                    : Optional.empty();
        } catch (ArcUnavailableException _) {
            return Optional.empty();
        }
    }

    private static HttpRequest.Builder request(ArcBinding binding, String path) {
        var request =
                HttpRequest.newBuilder(at(binding, path))
                        .header("x-arc-database", binding.database());
        if (!binding.token().isEmpty()) {
            request.header("Authorization", "Bearer " + binding.token());
        }
        return request;
    }

    /** Arc may live below a path of a proxy. */
    private static URI at(ArcBinding binding, String path) {
        var base = binding.url().toString();
        return URI.create(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private static String jsonText(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /**
     * Waits for the whole answer: a request's own time-out ends with the headers, and Arc can stop
     * in the middle of a body.
     */
    private HttpResponse<byte[]> send(HttpRequest request, Duration timeMax, int bytesMax) {
        var limited = BodyHandlers.limiting(BodyHandlers.ofByteArray(), bytesMax);
        var answer = http.sendAsync(request, limited);
        try {
            return answer.get(timeMax.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ArcUnavailableException(
                    "no whole answer from Arc within " + timeMax.toMillis() + "ms", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ArcUnavailableException("interrupted while waiting for Arc", e);
        } catch (ExecutionException e) {
            var kind = e.getCause().getClass().getSimpleName();
            throw new ArcUnavailableException("Arc cannot be reached: " + kind, e.getCause());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
