package dev.memtrace.core.service;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client that never ends its body must not hold a request's place for ever. */
class SlowClientsIT {
    private static final String HEAD =
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n";

    private final CountDownLatch placeGivenBack = new CountDownLatch(1);
    private final CompletableFuture<RuntimeException> failure = new CompletableFuture<>();

    private ApiServer start(Duration readTimeout) {
        var settings =
                Settings.empty()
                        .with("server.host", "127.0.0.1")
                        .with("server.port", "0")
                        .with("server.read_timeout", readTimeout.toMillis() + "ms");
        var route = Route.open(Method.POST, "/", this::answerItsLength);
        return ApiServer.start(ServerConfig.from(settings), List.of(route), _ -> Optional.empty());
    }

    private void answerItsLength(Call call) {
        try {
            int bytes = call.jsonBody().length;
            call.send(Status.OK_200, Json.MAPPER.createObjectNode().put("bytes", bytes));
        } catch (RuntimeException e) {
            failure.complete(e);
            throw e;
        } finally {
            placeGivenBack.countDown();
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    /** True if the other side has closed, in order or not; fails if nothing comes for long. */
    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void a_client_that_stops_in_the_middle_of_its_body_is_hung_up_on() throws Exception {
        try (var server = start(Duration.ofMillis(300));
                var socket = new Socket("127.0.0.1", server.port())) {
            send(socket, HEAD + "{");

            assertThat(isClosed(socket)).isTrue();
            assertThat(placeGivenBack.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_client_that_goes_away_in_the_middle_of_its_body_is_no_failure_of_ours()
            throws Exception {
        try (var server = start(Duration.ofSeconds(30))) {
            try (var socket = new Socket("127.0.0.1", server.port())) {
                send(socket, HEAD + "{");
            }

            assertThat(failure.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ApiException.class)
                    .extracting(e -> ((ApiException) e).error())
                    .isEqualTo(ApiError.INVALID);
        }
    }

    @Test
    void a_client_that_sends_its_body_in_time_is_answered() throws Exception {
        try (var server = start(Duration.ofSeconds(30));
                var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
                            .POST(HttpRequest.BodyPublishers.ofString("{   }"))
                            .build();

            assertThat(http.send(request, BodyHandlers.ofString()).body())
                    .isEqualTo("{\"bytes\":5}");
        }
    }
}
