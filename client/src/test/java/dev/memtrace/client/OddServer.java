package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers as it is told, one answer after the other; the last one for ever. */
final class OddServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Answering> answers = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Answering last = json(200, "{}");

    private OddServer(HttpServer server) {
        this.server = server;
    }

    /** What arrived, and when by {@link System#nanoTime}. */
    record Asked(String method, String path, long at) {}

    /** What it does with a request. */
    interface Answering {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    static OddServer start() throws IOException {
        return start(0);
    }

    static OddServer start(int port) throws IOException {
        var odd = new OddServer(HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0));
        odd.server.setExecutor(odd.threads);
        odd.server.createContext("/", odd::handle);
        odd.server.start();
        return odd;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    OddServer then(Answering answering) {
        answers.add(answering);
        last = answering;
        return this;
    }

    List<Asked> asked() {
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var uri = exchange.getRequestURI();
            asked.add(new Asked(exchange.getRequestMethod(), uri.getRawPath(), System.nanoTime()));
            var answering = answers.poll();
            (answering == null ? last : answering).to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A whole answer. Headers are names and values in turn. */
    static Answering json(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            var bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Takes the request and closes the connection. */
    static Answering nothing() {
        return exchange -> exchange.getRequestBody().readAllBytes();
    }

    /** Promises more than it sends. */
    static Answering cutAfter(String start) {
        return exchange -> {
            exchange.sendResponseHeaders(200, start.length() + 1_000L);
            exchange.getResponseBody().write(start.getBytes(UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    /** Takes the request and keeps the client waiting. */
    Answering hanging() {
        return _ -> closing.await();
    }

    /** Begins to answer and keeps the client waiting for the rest. */
    Answering hangingAfter(String start) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(start.getBytes(UTF_8));
            exchange.getResponseBody().flush();
            closing.await();
        };
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
