package dev.memtrace.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** What a client was built with. A class, since a record would show the key. Immutable. */
final class ClientSettings {
    private final URI writes;
    private final URI reads;
    private final Optional<String> apiKey;
    private final Duration connectTimeout;
    private final Duration timeout;
    private final Retries retries;
    private final long answerBytesMax;
    private final Consumer<HttpClient.Builder> http;

    ClientSettings(MemtraceClient.Builder builder) {
        this.writes = builder.writes;
        this.reads = builder.reads;
        this.apiKey = builder.apiKey;
        this.connectTimeout = builder.connectTimeout;
        this.timeout = builder.timeout;
        this.retries = builder.retries;
        this.answerBytesMax = builder.answerBytesMax;
        this.http = builder.http;
    }

    /** Without a slash at its end. */
    URI base(Side side) {
        return side == Side.WRITES ? writes : reads;
    }

    Optional<String> apiKey() {
        return apiKey;
    }

    Duration timeout() {
        return timeout;
    }

    Retries retries() {
        return retries;
    }

    long answerBytesMax() {
        return answerBytesMax;
    }

    HttpClient openHttp() {
        var building =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(connectTimeout);
        http.accept(building);
        // Whoever redirects us would be sent the key.
        return building.followRedirects(HttpClient.Redirect.NEVER).build();
    }

    /**
     * An address to which paths can be added.
     *
     * @throws IllegalArgumentException if it is not one of HTTP, or has more than host, port and
     *     path
     */
    static URI checked(String name, URI uri) {
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        boolean hasMore =
                uri.getRawQuery() != null
                        || uri.getRawFragment() != null
                        || uri.getRawUserInfo() != null;
        if (!isHttp || uri.getHost() == null || hasMore) {
            throw new IllegalArgumentException(
                    name + " must be an address such as http://localhost:9100");
        }
        return URI.create(uri.toString().replaceFirst("/+$", ""));
    }
}
