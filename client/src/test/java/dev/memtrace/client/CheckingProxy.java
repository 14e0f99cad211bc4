package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and Memtrace. Holds every exchange against docs/openapi.yaml, and loses
 * answers if it is told to.
 */
final class CheckingProxy implements AutoCloseable {
    private static final Set<String> PASSED_ON =
            Set.of("x-api-key", "content-type", "prefer", "read-consistency", "idempotency-key");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ApiClient memtrace;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<AssertionError> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger toLose = new AtomicInteger();

    private CheckingProxy(HttpServer server, ApiClient memtrace) {
        this.server = server;
        this.memtrace = memtrace;
    }

    static CheckingProxy before(URI memtrace) throws IOException {
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        var proxy = new CheckingProxy(server, ApiClient.of(memtrace).withoutKey());
        server.setExecutor(proxy.threads);
        server.createContext("/", proxy::handle);
        server.start();
        return proxy;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Passes on the next requests, and not their answers. */
    void loseAnswers(int count) {
        toLose.set(count);
    }

    /** Methods and paths of what was asked since this was called before. */
    List<String> asked() {
        var all = new ArrayList<String>();
        for (var one = asked.poll(); one != null; one = asked.poll()) {
            all.add(one);
        }
        return all;
    }

    /** What was not as documented. */
    List<AssertionError> problems() {
        return List.copyOf(problems);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
            var answer = passOn(exchange);
            if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                return; // closed without an answer
            }
            for (var name : List.of("Memtrace-Staleness", "Retry-After", "Location")) {
                answer.headers()
                        .firstValue(name)
                        .ifPresent(it -> exchange.getResponseHeaders().set(name, it));
            }
            var bytes = answer.text().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (AssertionError e) {
            problems.add(e);
        }
    }

    private ApiAnswer passOn(HttpExchange exchange) throws IOException {
        var headers = new ArrayList<String>();
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                                headers.add(name);
                                headers.add(values.getFirst());
                            }
                        });
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        return memtrace.send(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                body,
                headers.toArray(String[]::new));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        memtrace.close();
    }
}
