package dev.memtrace.core.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A client that is refused while it still sends must get to read the answer. More is sent than the
 * sockets' buffers hold, and it is tried many times: whether an answer is lost is a race.
 */
class LargeBodiesIT {
    private static final int TRIES = 200;
    private static final int BODY_BYTES_MAX = 64 * 1024;
    private static final byte[] TOO_LARGE = new byte[8 * 1024 * 1024];

    private static ApiServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        var config =
                ServerConfig.from(
                        Settings.empty()
                                .with("server.host", "127.0.0.1")
                                .with("server.port", "0")
                                .with("server.body_bytes_max", String.valueOf(BODY_BYTES_MAX)));
        var routes =
                List.of(
                        Route.open(Method.POST, "/open", LargeBodiesIT::answerItsLength),
                        Route.writing(Method.POST, "/closed", LargeBodiesIT::answerItsLength));
        server = ApiServer.start(config, routes, _ -> Optional.empty());
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    private static void answerItsLength(Call call) {
        call.send(
                Status.OK_200, Json.MAPPER.createObjectNode().put("bytes", call.jsonBody().length));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static int status(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void a_body_over_the_limit_is_answered_413_every_time() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            var request = request("/open").POST(BodyPublishers.ofByteArray(TOO_LARGE));

            assertThat(status(request)).as("try %d", i).isEqualTo(413);
        }
    }

    @Test
    void a_body_whose_length_was_not_announced_is_answered_413_every_time() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(TOO_LARGE));

            assertThat(status(request("/open").POST(body))).as("try %d", i).isEqualTo(413);
        }
    }

    @Test
    void a_refusal_for_another_reason_reaches_its_client_every_time_too() throws Exception {
        for (int i = 0; i < TRIES; i++) {
            var body = BodyPublishers.ofByteArray(TOO_LARGE);

            assertThat(status(request("/closed").POST(body))).as("try %d", i).isEqualTo(401);
        }
    }

    @Test
    void a_body_of_just_the_limit_is_taken() throws Exception {
        var body = new byte[BODY_BYTES_MAX];

        assertThat(status(request("/open").POST(BodyPublishers.ofByteArray(body)))).isEqualTo(200);
    }

    @Test
    void after_a_413_the_same_connection_serves_the_next_request() throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));

            send(socket, TOO_LARGE.length, TOO_LARGE);
            assertThat(statusAndBody(in))
                    .containsExactly(
                            "HTTP/1.1 413 Request Entity Too Large",
                            "{\"error\":\"the body must be at most 65536 bytes\"}");
            send(socket, 3, new byte[3]);
            assertThat(statusAndBody(in)).containsExactly("HTTP/1.1 200 OK", "{\"bytes\":3}");
        }
    }

    @Test
    void a_client_that_asks_before_it_sends_is_refused_without_having_to() throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));

            send(socket, TOO_LARGE.length, new byte[0], "Expect: 100-continue\r\n");

            assertThat(statusAndBody(in).getFirst()).startsWith("HTTP/1.1 413");
        }
    }

    private static void send(Socket socket, int announced, byte[] body, String... headers)
            throws IOException {
        var head =
                "POST /open HTTP/1.1\r\nHost: localhost\r\n"
                        + String.join("", headers)
                        + "Content-Length: "
                        + announced
                        + "\r\n\r\n";
        var out = socket.getOutputStream();
        out.write(head.getBytes(US_ASCII));
        out.write(body);
        out.flush();
    }

    private static List<String> statusAndBody(BufferedReader in) throws IOException {
        var status = in.readLine();
        int length = 0;
        for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        var body = new char[length];
        for (int read = 0; read < length; ) {
            read += in.read(body, read, length - read);
        }
        return List.of(status, new String(body));
    }
}
