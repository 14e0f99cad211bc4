package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.directory.MasterKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code memtrace keygen master}: needs nothing, and keeps nothing. */
@Command(
        name = "master",
        description = {
            "Prints a new master key: base64 of 32 random bytes, for "
                    + MasterKey.VARIABLE
                    + " of the sink and query services.",
            "The keys of Arcs are kept under it. Keep it as long as the directory: without it they"
                    + " have to be given again."
        },
        mixinStandardHelpOptions = true)
final class KeygenMasterCommand implements Runnable {
    @Option(
            names = "--json",
            description = "print one JSON document, and nothing else, to standard output")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        var key = MasterKey.generate();
        out.println(
                json
                        ? JsonNodeFactory.instance.objectNode().put("master_key", key).toString()
                        : key);
        out.flush();
    }
}
