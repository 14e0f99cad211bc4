package dev.memtrace.cli;

import dev.memtrace.benchmarks.Bench;
import dev.memtrace.benchmarks.BenchOptions;
import dev.memtrace.core.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code memtrace bench}: what this machine can do. */
@Command(
        name = "bench",
        description = {
            "Measures a Memtrace of its own, in this process and in a temporary directory.",
            "Takes a few minutes and both the processor and the disk; prints a table and writes it as JSON."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final int SECONDS_MAX = 600;

    @Option(
            names = "--quick",
            description = "a tenth of the sizes, to see that everything runs; less than a minute")
    private boolean quick;

    @Option(
            names = "--rows",
            description = "memories in the store when reads are measured; default 1000000")
    private Long rows;

    @Option(
            names = "--seconds",
            description = "how long a stage lasts that is not bounded by rows; default 10")
    private Integer seconds;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            defaultValue = "bench.json",
            description = "where the figures are written; default ./${DEFAULT-VALUE}")
    private Path json;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "another value for a configuration key, to see what it does;"
                            + " neither memtrace.toml nor the environment is read")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--logs",
            paramLabel = "FOLDER",
            description = "keep log lines there; by default errors go to the console")
    private Path logs;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (logs == null) {
            Logging.quiet();
        } else {
            Logging.toFile(logs, Settings.empty());
        }
        var out = spec.commandLine().getOut();
        var report = Bench.run(options(), out);
        out.println();
        out.print(report.table());
        try {
            Files.writeString(json, report.json().toPrettyString() + "\n");
            out.println("Written to " + json);
        } catch (IOException e) {
            throw new CommandFailedException("cannot write " + json);
        } finally {
            out.flush();
        }
        return report.isComplete() ? 0 : 1;
    }

    private BenchOptions options() {
        var options = (quick ? BenchOptions.quick() : BenchOptions.full()).withSettings(settings);
        if (rows != null) {
            if (rows < BenchOptions.ROWS_MIN || rows > BenchOptions.ROWS_MAX) {
                throw new CommandFailedException(
                        "--rows must be within %d..%d, got %d"
                                .formatted(BenchOptions.ROWS_MIN, BenchOptions.ROWS_MAX, rows));
            }
            options = options.withRows(rows);
        }
        if (seconds != null) {
            if (seconds < 1 || seconds > SECONDS_MAX) {
                throw new CommandFailedException(
                        "--seconds must be within 1..%d, got %d".formatted(SECONDS_MAX, seconds));
            }
            options = options.withStageTime(Duration.ofSeconds(seconds));
        }
        return options;
    }
}
