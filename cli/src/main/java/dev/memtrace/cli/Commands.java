package dev.memtrace.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the parts of the command line, and tells those that ask which environment they run in. */
final class Commands implements IFactory {
    private final Map<String, String> environment;

    Commands(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return type == AdminOptions.class
                ? type.cast(new AdminOptions(environment))
                : CommandLine.defaultFactory().create(type);
    }
}
