package dev.memtrace.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.memtrace.core.access.Passwords;
import dev.memtrace.core.access.ServiceUser;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.MasterKey;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code memtrace keygen compose}: needs nothing, and keeps nothing. */
@Command(
        name = "compose",
        description = {
            "Prints all secrets that docker-compose.yml asks for, new ones, as its .env file:"
                    + " (umask 077; memtrace keygen compose > .env)",
            "Make it once: a second one opens nothing that was made with the first."
        },
        mixinStandardHelpOptions = true)
final class KeygenComposeCommand implements Runnable {
    @Option(
            names = "--json",
            description = "print one JSON document, and nothing else, to standard output")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        var out = spec.commandLine().getOut();
        var document = JsonNodeFactory.instance.objectNode();
        secrets().forEach(document::put);
        if (json) {
            out.println(document);
        } else {
            document.properties()
                    .forEach(it -> out.println(it.getKey() + "=" + it.getValue().asText()));
        }
        out.flush();
    }

    private static Map<String, String> secrets() {
        var secrets = new LinkedHashMap<String, String>();
        secrets.put("MEMTRACE_AUTH_BOOTSTRAP_KEY", Ids.apiKey());
        secrets.put("MEMTRACE_MASTER_KEY", MasterKey.generate());
        secrets.put("ARC_TOKEN", Passwords.generate());
        secrets.put("KAFKA_NODE_PASSWORD", Passwords.generate());
        secrets.put("KAFKA_ADMIN_PASSWORD", Passwords.generate());
        for (var user : ServiceUser.values()) {
            secrets.put(
                    "KAFKA_" + user.service().toUpperCase(Locale.ROOT) + "_PASSWORD",
                    Passwords.generate());
        }
        return secrets;
    }
}
