package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Asks our services as their clients do. Every request and its answer are held against the
 * documentation, see {@link ApiContract}. Thread-safe.
 */
public final class ApiClient implements AutoCloseable {
    /** The admin key that tests found org_default with. */
    public static final String KEY = "mtk_0123456789abcdef0123456789abcdef";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI url;
    private final List<String> keyHeader;

    private ApiClient(HttpClient http, URI url, List<String> keyHeader) {
        this.http = http;
        this.url = url;
        this.keyHeader = keyHeader;
    }

    /** A client that calls with {@link #KEY}. */
    public static ApiClient of(URI url) {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new ApiClient(http, url, List.of()).withKey(KEY);
    }

    /** The same for a service of this machine. */
    public static ApiClient ofPort(int port) {
        return of(URI.create("http://127.0.0.1:" + port));
    }

    /** The same connections with another key; closing either closes both. */
    public ApiClient withKey(String key) {
        return new ApiClient(http, url, List.of("x-api-key", key));
    }

    /** The same connections without a key; closing either closes both. */
    public ApiClient withoutKey() {
        return new ApiClient(http, url, List.of());
    }

    /** Whom it asks. */
    public URI url() {
        return url;
    }

    /**
     * Reads.
     *
     * @param headers names and values in turn
     */
    public ApiAnswer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    /**
     * Posts JSON.
     *
     * @param headers names and values in turn
     */
    public ApiAnswer post(String path, String body, String... headers) {
        return send("POST", path, body, withJson(headers));
    }

    /** Posts JSON without saying beforehand how long it is. */
    public ApiAnswer postUnannounced(String path, String body) {
        var bytes = body.getBytes(UTF_8);
        var publisher = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
        return send("POST", path, body, publisher, withJson());
    }

    private static String[] withJson(String... headers) {
        return Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                .toArray(String[]::new);
    }

    /**
     * Sends whatever a test thinks of.
     *
     * @param headers names and values in turn, beside the key's
     */
    public ApiAnswer send(String method, String path, String body, String... headers) {
        var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return send(method, path, body, publisher, headers);
    }

    private ApiAnswer send(
            String method, String path, String body, BodyPublisher publisher, String... headers) {
        var builder =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(PATIENCE)
                        .method(method, publisher);
        var all = Stream.concat(keyHeader.stream(), Stream.of(headers)).toList();
        for (int i = 0; i < all.size(); i += 2) {
            builder.header(all.get(i), all.get(i + 1));
        }
        var request = builder.build();
        var response = send(request);
        var answer = new ApiAnswer(response.statusCode(), response.headers(), response.body());
        ApiContract.check(new ApiRequest(method, request.uri(), request.headers(), body), answer);
        return answer;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A figure of {@code /metrics}, as it is written there; empty if there is none. */
    public String metric(String name) {
        return get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .findFirst()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .orElse("");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
