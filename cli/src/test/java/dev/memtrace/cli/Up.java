package dev.memtrace.cli;

import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.ChildJvm;
import dev.memtrace.testkit.FreePort;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code ./memtrace up} as a person starts it, and the few requests that tests make. */
final class Up implements AutoCloseable {
    /** The command itself, as the build has just made it. */
    static final Path COMMAND = Path.of("..", "memtrace").toAbsolutePath().normalize();

    /** The first start after a build also prepares for fast starts. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ApiClient api;
    private final ChildJvm process;
    private final int port;

    private Up(ChildJvm process, int port) {
        this.process = process;
        this.port = port;
        this.api = ApiClient.of(url());
    }

    /** Starts it and waits until it says that it is ready. */
    static Up start(Path data) {
        return start(data, Map.of());
    }

    /** The same on a port that a client knows already. */
    static Up start(Path data, int port) {
        return start(data, port, Map.of());
    }

    /** The same with more in its environment and on its command line. */
    static Up start(Path data, Map<String, String> environment, String... more) {
        return start(data, FreePort.find(), environment, more);
    }

    private static Up start(Path data, int port, Map<String, String> environment, String... more) {
        var up = new Up(run(data, port, environment, more), port);
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
        return run(data, port, Map.of(), more);
    }

    /** The same with more in its environment. */
    static ChildJvm run(Path data, int port, Map<String, String> environment, String... more) {
        var command =
                new ArrayList<>(
                        List.of(
                                COMMAND.toString(),
                                "up",
                                "--port",
                                String.valueOf(port),
                                "--data",
                                data.toString()));
        command.addAll(List.of(more));
        var variables = new HashMap<>(environment);
        variables.put("MEMTRACE_AUTH_BOOTSTRAP_KEY", ApiClient.KEY);
        variables.put("MEMTRACE_JAVA_OPTS", "-Xmx2g");
        return ChildJvm.run(command, variables, "up");
    }

    URI url() {
        return URI.create("http://localhost:" + port);
    }

    ChildJvm process() {
        return process;
    }

    ApiAnswer post(String path, String body, String... headers) {
        return api.post(path, body, headers);
    }

    ApiAnswer get(String path) {
        return api.get(path);
    }

    String metric(String name) {
        return api.metric(name);
    }

    /** Runs {@code memtrace import} in this process; returns its exit code. */
    int importFile(Path file, java.io.StringWriter out) {
        var line = new picocli.CommandLine(new ImportCommand());
        line.setOut(new java.io.PrintWriter(out, true));
        line.setErr(new java.io.PrintWriter(out, true));
        return line.execute(
                file.toString(),
                "--url",
                url().toString(),
                "--api-key",
                ApiClient.KEY,
                "--batch",
                "50");
    }

    @Override
    public void close() {
        api.close();
        process.close();
    }
}
