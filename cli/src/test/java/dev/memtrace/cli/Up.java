package dev.memtrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memtrace.testkit.ChildJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./memtrace up} as a person starts it, and the few requests that tests make. */
final class Up implements AutoCloseable {
    static final String KEY = "mtk_0123456789abcdef0123456789abcdef";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ChildJvm process;
    private final int port;

    private Up(ChildJvm process, int port) {
        this.process = process;
        this.port = port;
    }

    /** An answer: status and body. */
    record Answer(int status, JsonNode body) {}

    /** Starts it and waits until it says that it is ready. */
    static Up start(Path data) {
        int port = freePort();
        var up = new Up(run(data, port), port);
        try {
            up.process.awaitLine(line -> line.contains("memtrace is ready"), PATIENCE);
            return up;
        } catch (RuntimeException | AssertionError e) {
            up.close();
            throw e;
        }
    }

    /** Starts it and waits for nothing. */
    static ChildJvm run(Path data, int port, String... more) {
        // The command itself, as the build has just made it.
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of("..", "memtrace").toAbsolutePath().normalize().toString(),
                                "up",
                                "--port",
                                String.valueOf(port),
                                "--data",
                                data.toString()));
        command.addAll(List.of(more));
        return ChildJvm.run(
                command,
                Map.of("MEMTRACE_AUTH_BOOTSTRAP_KEY", KEY, "MEMTRACE_JAVA_OPTS", "-Xmx2g"),
                "up");
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    URI url() {
        return URI.create("http://localhost:" + port);
    }

    ChildJvm process() {
        return process;
    }

    Answer post(String path, String body, String... headers) {
        var request = request(path).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    String metric(String name) {
        return text(request("/metrics").GET().build())
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .findFirst()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .orElse("");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path))
                .header("x-api-key", KEY)
                .timeout(PATIENCE);
    }

    private Answer send(HttpRequest request) {
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            var body =
                    response.body().isEmpty()
                            ? JSON.createObjectNode()
                            : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String text(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs {@code memtrace import} in this process; returns its exit code. */
    int importFile(Path file, java.io.StringWriter out) {
        var line = new picocli.CommandLine(new ImportCommand());
        line.setOut(new java.io.PrintWriter(out, true));
        line.setErr(new java.io.PrintWriter(out, true));
        return line.execute(
                file.toString(), "--url", url().toString(), "--api-key", KEY, "--batch", "50");
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.close();
    }
}
