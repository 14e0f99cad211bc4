package dev.memtrace.cli.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The way to an Arc, which can be made bad. Each request has a thread; any thread may steer it. */
final class ArcProxy implements AutoCloseable {
    private static final List<String> HEADERS =
            List.of(
                    "Content-Type",
                    "Content-Encoding",
                    "x-arc-database",
                    "Authorization",
                    "Accept");

    /** Longer than any client of Arc waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static {
        // Else each second part of an answer waits 40 ms for the receipt of the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI arc;
    private final HttpServer server;
    private volatile State state = new State(new Wire.Whole());

    /** How the wire is, and what opens when it changes. */
    private record State(Wire wire, CountDownLatch over) {
        State(Wire wire) {
            this(wire, new CountDownLatch(1));
        }

        void await(Duration timeMax) throws IOException {
            try {
                var _ = over.await(timeMax.toMillis(), TimeUnit.MILLISECONDS); // either is well
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the proxy ends", e);
            }
        }
    }

    private ArcProxy(URI arc) throws IOException {
        this.arc = arc;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    }

    static ArcProxy to(URI arc) throws IOException {
        var proxy = new ArcProxy(arc);
        proxy.server.setExecutor(proxy.threads);
        proxy.server.createContext("/", proxy::serve);
        proxy.server.start();
        return proxy;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on the wire is so. Whoever waited for the end of what was before goes on. */
    void be(Wire wire) {
        var before = state;
        state = new State(wire);
        before.over().countDown();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) { // a connection that has no answer by then is closed
            var now = state;
            var request = request(exchange);
            switch (now.wire()) {
                case Wire.Whole() -> answer(exchange, forward(request));
                case Wire.Slow(var delay) -> {
                    now.await(delay);
                    answer(exchange, forward(request));
                }
                case Wire.Swallowing() -> {
                    forward(request);
                    now.await(PATIENCE);
                }
                case Wire.Refusing(var status, var body) -> {
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    answer(exchange, status, body.getBytes(UTF_8));
                }
                case Wire.Hanging() -> {
                    now.await(PATIENCE);
                    answer(exchange, forward(request));
                }
                case Wire.Cutting() -> cut(exchange, forward(request));
            }
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var request =
                HttpRequest.newBuilder(arc.resolve(exchange.getRequestURI()))
                        .timeout(PATIENCE)
                        .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (var name : HEADERS) {
            var value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return request.build();
    }

    private HttpResponse<byte[]> forward(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the proxy ends", e);
        }
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer)
            throws IOException {
        copyType(exchange, answer);
        answer(exchange, answer.statusCode(), answer.body());
    }

    private static void copyType(HttpExchange exchange, HttpResponse<byte[]> answer) {
        answer.headers()
                .firstValue("Content-Type")
                .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static void cut(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        if (answer.body().length > 0) {
            copyType(exchange, answer);
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
            exchange.getResponseBody().flush();
        }
    }

    @Override
    public void close() {
        be(new Wire.Whole());
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }
}
