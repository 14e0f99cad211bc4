package dev.memtrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that reads or changes the directory, on Kafka, without a service between. What a script
 * may want to have goes to standard output, everything else to standard error.
 */
abstract class AdminCommand implements Callable<Integer> {
    @Mixin private AdminOptions options;
    @Spec private CommandSpec spec;

    @Override
    public final Integer call() {
        Logging.quiet();
        check();
        var settings = Settings.load(options.environment());
        var place = KafkaPlace.find(settings, options.data());
        try (var directory = DirectoryAccess.open(place)) {
            run(directory);
            directory.warning().ifPresent(this::note);
        }
        return exitCode();
    }

    /** Asked after the command has run; a failure has its own. */
    int exitCode() {
        return 0;
    }

    /** Looks at the command line, before anything is opened. */
    void check() {
        // Most commands need no more than what picocli sees to.
    }

    abstract void run(DirectoryAccess directory);

    final AdminOptions options() {
        return options;
    }

    /** The command line is wrong; ends with exit code 2. */
    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Shows a result: {@code json} for a script that wants it, else {@code lines}. */
    final void show(JsonNode json, List<String> lines) {
        var out = spec.commandLine().getOut();
        if (options.json()) {
            out.println(new String(Json.bytes(json), StandardCharsets.UTF_8));
        } else {
            lines.forEach(out::println);
        }
        out.flush();
    }

    /** Says something to a person, beside the result. */
    final void say(String line) {
        if (!options.json()) {
            note(line);
        }
    }

    /** The same, but also with {@code --json}. */
    final void note(String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
