package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Listens to memories as they are accepted, and goes on where it was whenever the stream breaks:
 * nothing is missed, nothing comes twice. One thread.
 */
final class MemoryListener implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /** The server sends something every five seconds. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private static final long PAUSE_SECONDS = 1;
    private static final long PAUSE_SECONDS_MAX = 30;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_MAX)
                    .build();
    private final URI uri;
    private final String apiKey;
    private final Consumer<String> notes;
    private String lastId = "";
    private boolean wasThere;

    /**
     * @param uri of the stream, filters included
     * @param notes told what a person should know of the connection
     */
    MemoryListener(URI uri, String apiKey, Consumer<String> notes) {
        this.uri = uri;
        this.apiKey = apiKey;
        this.notes = notes;
    }

    /**
     * Hands on the JSON of each memory until {@code wantsMore} says no.
     *
     * @throws CommandFailedException if the server refuses, or was never there
     */
    void listen(Predicate<String> wantsMore) throws InterruptedException {
        while (true) {
            try {
                var response = http.send(request(), HttpResponse.BodyHandlers.ofInputStream());
                if (response.statusCode() == 503) {
                    waitAsAsked(response);
                    continue;
                }
                if (response.statusCode() != 200) {
                    throw refused(response);
                }
                wasThere = true;
                try (var events = new EventReader(response.body(), SILENCE_MAX)) {
                    if (!handOn(events, wantsMore)) {
                        return;
                    }
                }
            } catch (IOException e) {
                if (!wasThere) {
                    throw new CommandFailedException(
                            "nothing answers at " + uri.resolve("/") + "; is memtrace up?");
                }
            }
            notes.accept("the stream broke off; going on where it was");
            RestApi.pause(PAUSE_SECONDS);
        }
    }

    private HttpRequest request() {
        var request = HttpRequest.newBuilder(uri);
        if (!apiKey.isEmpty()) {
            request.header("x-api-key", apiKey);
        }
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        return request.build();
    }

    /** False if no more is wanted; true if the stream is over. */
    private boolean handOn(EventReader events, Predicate<String> wantsMore)
            throws InterruptedException {
        for (var event = events.next(); event.isPresent(); event = events.next()) {
            lastId = event.get().id();
            switch (event.get().name()) {
                case "memory" -> {
                    if (!wantsMore.test(event.get().data())) {
                        return false;
                    }
                }
                case "end" -> notes.accept(reason(event.get().data()));
                default -> {
                    // it only says where we are
                }
            }
        }
        return true;
    }

    private static String reason(String data) {
        return text(data, "reason").orElse("the server ended the stream");
    }

    private void waitAsAsked(HttpResponse<?> response) {
        long seconds = response.headers().firstValueAsLong("Retry-After").orElse(PAUSE_SECONDS);
        notes.accept("the server has no place now; trying again in " + seconds + " s");
        RestApi.pause(Math.clamp(seconds, 1, PAUSE_SECONDS_MAX));
    }

    private static CommandFailedException refused(HttpResponse<InputStream> response)
            throws IOException {
        try (var body = response.body()) {
            var text = new String(body.readAllBytes(), UTF_8);
            return new CommandFailedException(
                    "the server answered "
                            + response.statusCode()
                            + ": "
                            + text(text, "error").orElse("no reason given"));
        }
    }

    private static Optional<String> text(String json, String field) {
        try {
            return Optional.ofNullable(JSON.readTree(json).path(field).textValue());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
