package dev.memtrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.ApiContract;
import dev.memtrace.testkit.ApiExample;
import dev.memtrace.testkit.EventClient;
import dev.memtrace.testkit.WrongRequests;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API and the API are about the same calls. */
class OpenApiIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "openapi.yaml");

    @TempDir private Path folder;

    private Standalone memtrace;

    @BeforeEach
    void start() {
        var settings =
                Settings.empty().with("server.port", "0").with("auth.bootstrap_key", ApiClient.KEY);
        memtrace = Standalone.start(settings, DataDirectory.take(folder), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        memtrace.close();
    }

    @Test
    void what_is_served_is_described_and_what_is_described_is_served() {
        var served =
                memtrace.routes().stream()
                        .map(
                                it ->
                                        new ApiContract.Call(
                                                it.method().text(),
                                                it.path(),
                                                it.permission().isEmpty()))
                        .toList();

        assertThat(served).containsExactlyInAnyOrderElementsOf(ApiContract.calls());
    }

    @Test
    void whoever_asks_gets_the_description_and_needs_no_key() throws IOException {
        try (var api = ApiClient.ofPort(memtrace.port())) {
            var answer = api.withoutKey().get("/openapi.yaml");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
            assertThat(answer.text()).isEqualTo(Files.readString(DOCUMENT));
        }
    }

    @Test
    void nothing_is_wrong_with_the_requests_that_the_description_shows() {
        try (var api = ApiClient.ofPort(memtrace.port())) {
            assertThat(ApiExample.all())
                    .allSatisfy(it -> assertThat(status(api, it)).isIn(200, 201, 204, 404));
        }
    }

    @Test
    void a_request_that_the_description_does_not_allow_is_answered_400() {
        try (var api = ApiClient.ofPort(memtrace.port())) {
            assertThat(WrongRequests.all())
                    .hasSizeGreaterThan(300)
                    .allSatisfy(it -> assertThat(send(api, it).status()).isEqualTo(400));
        }
    }

    @Test
    void an_idempotency_key_that_the_description_does_not_allow_is_answered_400()
            throws IOException {
        try (var api = ApiClient.ofPort(memtrace.port())) {
            for (var call :
                    Map.of(
                                    "/api/v1/agents", "{\"name\":\"a\"}",
                                    "/api/v1/sessions", "{\"agent_id\":\"a\"}")
                            .entrySet()) {
                for (var key : List.of("", "k".repeat(256), "tab\there")) {
                    var answer = api.post(call.getKey(), call.getValue(), "Idempotency-Key", key);
                    assertThat(answer.status()).as(key).isEqualTo(400);
                    assertThat(answer.text()).contains("1 to 255 printable ASCII characters");
                }
                assertThat(statusOfKey("sch\u00f6n", call.getKey(), call.getValue()))
                        .isEqualTo("400");
                assertThat(statusOfKey("k".repeat(255), call.getKey(), call.getValue()))
                        .isEqualTo("201");
            }
        }
    }

    /** With a key that HTTP clients do not send. */
    private String statusOfKey(String key, String path, String body) throws IOException {
        var request =
                "POST %s HTTP/1.1\r\nHost: a\r\nx-api-key: %s\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path, ApiClient.KEY, key, body.length(), body);
        try (var socket = new Socket("127.0.0.1", memtrace.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            var answer = new InputStreamReader(socket.getInputStream(), UTF_8);
            return new BufferedReader(answer).readLine().split(" ", 3)[1];
        }
    }

    private int status(ApiClient api, ApiExample example) {
        if (!example.path().startsWith("/api/v1/memories/stream")) {
            return send(api, example).status();
        }
        var uri = URI.create("http://127.0.0.1:" + memtrace.port() + example.path());
        try (var stream = EventClient.open(uri, "x-api-key", ApiClient.KEY)) {
            return stream.status();
        }
    }

    private static ApiAnswer send(ApiClient api, ApiExample example) {
        return api.send(
                example.call().method(),
                example.path(),
                example.body(),
                "Content-Type",
                "application/json");
    }
}
