package dev.memtrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody at a console, in a certain environment. */
record Administrator(Map<String, String> environment) {
    CommandRun run(String... arguments) {
        return CommandRun.of(environment, arguments);
    }

    /** Runs a command that does what it is asked, as a script would. */
    JsonNode json(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return run(all.toArray(String[]::new)).done().json();
    }

    /** Makes an org and returns its id. */
    String org(String name) {
        return run("org", "create", name).done().line();
    }

    /** The same, with another variable. */
    Administrator with(String variable, String value) {
        var more = new java.util.HashMap<>(environment);
        more.put(variable, value);
        return new Administrator(Map.copyOf(more));
    }
}
