package dev.memtrace.core.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memtrace.core.config.Settings;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are no HTTP are refused like all others: with a status and a JSON error body. */
class UnreadableRequestsIT {
    private static ApiServer server;
    private static ApiServer closed;

    @BeforeAll
    static void start() {
        var settings = Settings.empty().with("server.host", "127.0.0.1").with("server.port", "0");
        var routes =
                List.of(
                        Route.open(Method.GET, "/", call -> call.send(Status.OK_200, new byte[0])),
                        Route.open(
                                Method.POST,
                                "/",
                                call -> call.send(Status.OK_200, call.jsonBody())));
        server = ApiServer.start(ServerConfig.from(settings), routes, _ -> Optional.empty());
        closed =
                ApiServer.start(
                        ServerConfig.from(
                                settings.with("server.cors_origins", "https://a.example")),
                        routes,
                        _ -> Optional.empty());
    }

    @AfterAll
    static void stop() {
        server.close();
        closed.close();
    }

    static List<String> unreadable() {
        return List.of(
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /?q=\u65e5\u672c HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /?q=" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nx-api-key: " + "x".repeat(40_000) + "\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void the_answer_has_a_json_error(String request) throws IOException {
        var answer = answer(server, request);

        assertThat(answer).startsWith("HTTP/1.1 4").contains("application/json");
        var body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        var error = new ObjectMapper().readTree(body).path("error").asText();
        assertThat(error).isNotEmpty().doesNotContain("xxx").doesNotContain("zz");
    }

    @Test
    void a_browser_is_told_whether_it_may_see_the_answer_as_with_every_other() throws IOException {
        var request =
                "POST / HTTP/1.1\r\nHost: a\r\nOrigin: %s\r\nContent-Type: application/json\r\n"
                        + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}";
        var friend = request.formatted("https://a.example");
        var stranger = request.formatted("https://b.example");

        assertThat(answer(server, stranger)).contains("Access-Control-Allow-Origin: *\r\n");
        assertThat(answer(closed, friend))
                .contains("Access-Control-Allow-Origin: https://a.example\r\n", "Vary: Origin\r\n");
        assertThat(answer(closed, stranger)).doesNotContain("Access-Control-Allow-Origin");
        for (var unreadable : unreadable()) {
            assertThat(answer(closed, unreadable)).doesNotContain("Access-Control-Allow-Origin");
        }
    }

    private static String answer(ApiServer server, String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
