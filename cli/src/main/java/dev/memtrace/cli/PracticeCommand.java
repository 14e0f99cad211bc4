package dev.memtrace.cli;

import dev.memtrace.core.config.Settings;
import dev.memtrace.standalone.DataDirectory;
import dev.memtrace.standalone.Standalone;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code memtrace practice}: what the launcher has the JVM remember of a build, so that later
 * starts begin with classes linked and methods profiled. Goes once through everything that matters:
 * writing, reading, and a restart that replays the dedup store.
 */
@Command(
        name = "practice",
        hidden = true,
        description = "Starts, works a little, and stops; for the launcher.")
final class PracticeCommand implements Callable<Integer> {
    private static final String KEY = "mtk_practice_practice_practice";
    private static final int BATCHES = 120;
    private static final int BATCH = 500;

    @Option(names = "--data", required = true, description = "an empty directory")
    private Path data;

    @Override
    public Integer call() throws IOException {
        Logging.quiet();
        try (var running = start();
                var api = new RestApi(URI.create("http://localhost:" + running.port()), KEY)) {
            for (int batch = 0; batch < BATCHES; batch++) {
                int first = batch * BATCH;
                api.create(
                        IntStream.range(first, first + BATCH)
                                .mapToObj(PracticeCommand::memory)
                                .toList());
            }
            var last = api.create(java.util.List.of(memory(-1))).lastAccepted();
            api.knows(last);
            administer("org", "create", "practice", "--json");
            administer("org", "list");
        }
        forgetOrderlyClose();
        try (var running = start();
                var api = new RestApi(URI.create("http://localhost:" + running.port()), KEY)) {
            api.create(java.util.List.of(memory(-2)));
        }
        return 0;
    }

    /** Commands beside an installation are short, so that most of their time is their start. */
    private void administer(String... command) {
        var line = MemtraceMain.commandLine(Map.of());
        line.setOut(new PrintWriter(Writer.nullWriter()));
        line.setErr(new PrintWriter(Writer.nullWriter()));
        line.parseArgs(command); // what is misspelt here shall not pass unseen
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--data", data.toString()));
        line.execute(arguments.toArray(String[]::new));
    }

    private Standalone start() {
        var settings = Settings.empty().with("server.port", "0").with("auth.bootstrap_key", KEY);
        return Standalone.start(settings, DataDirectory.take(data), Clock.systemUTC());
    }

    private static String memory(int number) {
        return "{\"agent_id\":\"agent_%d\",\"session_id\":\"sess_%d\",\"content\":\"observation %d of something\"}"
                .formatted(number & 7, number & 63, number);
    }

    /** As a crash would leave it. */
    private void forgetOrderlyClose() throws IOException {
        try (var files = Files.walk(data.resolve("dedup"))) {
            for (var mark : files.filter(file -> file.endsWith("closed-in-order")).toList()) {
                Files.delete(mark);
            }
        }
    }
}
