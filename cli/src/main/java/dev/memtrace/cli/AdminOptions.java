package dev.memtrace.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** What all commands that administer an installation take, and the environment they run in. */
final class AdminOptions {
    private final Map<String, String> environment;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description =
                    "data directory of the `memtrace up` that is meant, if no Kafka is configured;"
                            + " default ./data")
    private Path data;

    @Option(
            names = "--json",
            description = "print one JSON document, and nothing else, to standard output")
    private boolean json;

    AdminOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    Map<String, String> environment() {
        return environment;
    }

    Path data() {
        return data;
    }

    boolean json() {
        return json;
    }
}
