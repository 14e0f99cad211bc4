package dev.memtrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The REST API as the import uses it: waits and tries again while the server asks for it. One
 * thread.
 */
final class RestApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int ATTEMPTS_MAX = 60;
    private static final long PAUSE_SECONDS_MAX = 30;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();
    private final URI url;
    private final String apiKey;

    RestApi(URI url, String apiKey) {
        this.url = url;
        this.apiKey = apiKey;
    }

    /** Sends one batch, each element the JSON text of a memory. */
    BatchOutcome create(List<String> memories) {
        var body = "{\"memories\":[" + String.join(",", memories) + "]}";
        var response =
                sendPatiently(
                        request("/api/v1/memories")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());
        var answer = parse(response.body());
        return switch (response.statusCode()) {
            case 201, 202 -> outcome(answer);
            case 400 -> BatchOutcome.refused(errors(answer, memories.size()));
            case 413 ->
                    BatchOutcome.refused(
                            memories.size() == 1
                                    ? List.of(new BatchOutcome.Refusal(0, "too large"))
                                    : List.of());
            default ->
                    throw new CommandFailedException(
                            "the server answered "
                                    + response.statusCode()
                                    + ": "
                                    + answer.path("error").asText("no reason given"));
        };
    }

    /** Whether the server has this memory. */
    boolean knows(String memoryId) {
        var response = sendPatiently(request("/api/v1/memories/" + memoryId).GET().build());
        return response.statusCode() == 200;
    }

    private static BatchOutcome outcome(JsonNode answer) {
        var memories = answer.path("memories");
        var last =
                memories.isEmpty() ? "" : memories.get(memories.size() - 1).path("id").asText("");
        return new BatchOutcome(
                answer.path("count").asLong(),
                answer.path("duplicates").size(),
                answer.path("pending").size(),
                last,
                List.of());
    }

    /** Empty if the server blames no memory, and there are several. */
    private static List<BatchOutcome.Refusal> errors(JsonNode answer, int memories) {
        var errors = new ArrayList<BatchOutcome.Refusal>();
        answer.path("errors")
                .forEach(
                        error ->
                                errors.add(
                                        new BatchOutcome.Refusal(
                                                error.path("index").asInt(),
                                                error.path("message").asText())));
        if (errors.isEmpty() && memories == 1) {
            errors.add(new BatchOutcome.Refusal(0, answer.path("error").asText()));
        }
        return errors;
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
        return apiKey.isEmpty() ? request : request.header("x-api-key", apiKey);
    }

    /** Sending again is safe: what became durable the first time is then a duplicate. */
    private HttpResponse<String> sendPatiently(HttpRequest request) {
        var problem = "no answer";
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            long pauseSeconds = Math.min(attempt, 5);
            try {
                var response = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 503 && response.statusCode() != 429) {
                    return response;
                }
                problem = "it answered " + response.statusCode();
                pauseSeconds =
                        response.headers().firstValueAsLong("Retry-After").orElse(pauseSeconds);
            } catch (java.net.ConnectException e) {
                throw new CommandFailedException("nothing listens at " + url + "; is memtrace up?");
            } catch (SSLException e) {
                throw new CommandFailedException(
                        "no secure connection to " + url + "; is it an http address?");
            } catch (IOException e) {
                problem = "the connection broke";
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailedException("interrupted");
            }
            pause(Math.min(pauseSeconds, PAUSE_SECONDS_MAX));
        }
        throw new CommandFailedException(
                "gave up on " + url + " after " + ATTEMPTS_MAX + " attempts: " + problem);
    }

    /** Waits, unless it is interrupted. */
    static void pause(long seconds) {
        try {
            // Nobody counts down: this is a pause that an interrupt can end.
            var _ = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "the server's answer is not JSON; is this a Memtrace?");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
