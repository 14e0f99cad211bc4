package dev.memtrace.cli;

import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.ChildJvm;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** {@code ./memtrace serve} as a supervisor starts it. */
final class Served implements AutoCloseable {
    // The first start after a build prepares for fast starts, which took a minute on a busy
    // machine.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ChildJvm process;
    private final ApiClient api;

    private Served(ChildJvm process, ApiClient api) {
        this.process = process;
        this.api = api;
    }

    /** Starts it and waits until it says of itself that it is ready. */
    static Served start(String service, Map<String, String> environment) {
        var process = run(List.of(), service, environment);
        try {
            var line = process.awaitLine(text -> text.contains("is ready on port"), PATIENCE);
            var port = line.substring(line.lastIndexOf(' ') + 1);
            var served = new Served(process, ApiClient.of(URI.create("http://127.0.0.1:" + port)));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> served.api.get("/ready").status() == 200);
            return served;
        } catch (RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
    }

    /** Starts it and waits for nothing; of what it writes, only standard error is kept. */
    static ChildJvm errorsOf(String service, Map<String, String> environment, String... more) {
        return run(
                List.of("/bin/sh", "-c", "exec \"$@\" 2>&1 >/dev/null", "sh"),
                service,
                environment,
                more);
    }

    private static ChildJvm run(
            List<String> before, String service, Map<String, String> environment, String... more) {
        var command = new ArrayList<>(before);
        command.addAll(List.of(Up.COMMAND.toString(), "serve", service));
        command.addAll(List.of(more));
        return ChildJvm.run(command, environment, "serve-" + service);
    }

    ChildJvm process() {
        return process;
    }

    ApiClient api() {
        return api;
    }

    @Override
    public void close() {
        api.close();
        process.close();
    }
}
