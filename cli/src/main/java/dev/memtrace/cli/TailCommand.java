package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.service.Json;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code memtrace tail}. */
@Command(
        name = "tail",
        description = {
            "Shows memories as they are accepted, one per line, until it is stopped.",
            "Goes on where it was when the connection breaks."
        },
        mixinStandardHelpOptions = true)
final class TailCommand implements Callable<Integer> {
    /** What would move a terminal's cursor, end the line, or turn its direction. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\s\\p{Cc}\\p{Zl}\\p{Zp}\u202a-\u202e\u2066-\u2069]+");

    @Mixin private RestOptions rest;

    @Option(names = "--agent", paramLabel = "ID", description = "of this agent only")
    private Optional<String> agent;

    @Option(names = "--session", paramLabel = "ID", description = "of this session only")
    private Optional<String> session;

    @Option(names = "--type", paramLabel = "TYPE", split = ",", description = "of these types only")
    private List<String> types = List.of();

    @Option(
            names = "--event-type",
            paramLabel = "TYPE",
            split = ",",
            description = "of these event types only")
    private List<String> eventTypes = List.of();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            split = ",",
            description = "with all of these tags only")
    private List<String> tags = List.of();

    @Option(
            names = "--contains",
            paramLabel = "TEXT",
            description = "with this in their content only; upper and lower case are the same")
    private Optional<String> contains;

    @Option(
            names = "--min-importance",
            paramLabel = "0..1",
            description = "at least so important only")
    private Optional<String> minImportance;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "stop after so many")
    private Optional<Long> count;

    @Option(names = "--json", description = "each memory as a JSON object")
    private boolean isJson;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Logging.quiet();
        long wanted = count.orElse(Long.MAX_VALUE);
        if (wanted < 1) {
            throw new CommandFailedException("--count must be at least 1, got " + wanted);
        }
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        try (var listener =
                new MemoryListener(
                        uri(), rest.apiKey(), note -> err.println("memtrace: " + note))) {
            listener.listen(new Printing(out, wanted)::print);
        }
        return 0;
    }

    private URI uri() {
        var asked = new LinkedHashMap<String, List<String>>();
        asked.put("agent_id", agent.stream().toList());
        asked.put("session_id", session.stream().toList());
        asked.put("memory_type", types);
        asked.put("event_type", eventTypes);
        asked.put("tags", tags);
        asked.put("content_contains", contains.stream().toList());
        asked.put("min_importance", minImportance.stream().toList());
        var query =
                asked.entrySet().stream()
                        .filter(it -> !it.getValue().isEmpty())
                        .map(TailCommand::parameter)
                        .collect(Collectors.joining("&"));
        return URI.create(rest.url() + "/api/v1/memories/stream?" + query);
    }

    private static String parameter(Map.Entry<String, List<String>> asked) {
        var value = String.join(",", asked.getValue());
        return asked.getKey() + "=" + URLEncoder.encode(value, UTF_8);
    }

    /** Prints so many and no more. */
    private final class Printing {
        private final PrintWriter out;
        private long left;

        Printing(PrintWriter out, long wanted) {
            this.out = out;
            this.left = wanted;
        }

        boolean print(String memory) {
            out.println(isJson ? memory : line(memory));
            out.flush();
            left--;
            return left > 0 && !out.checkError(); // head has seen enough
        }
    }

    private static String line(String memory) {
        try {
            var json = Json.MAPPER.readTree(memory);
            return "%s  %s  %s  %s"
                    .formatted(
                            text(json, "time"),
                            text(json, "agent_id"),
                            text(json, "memory_type"),
                            text(json, "content"));
        } catch (JsonProcessingException e) {
            throw new CommandFailedException("the server sent a memory that is no JSON");
        }
    }

    private static String text(JsonNode json, String field) {
        return UNPRINTABLE.matcher(json.path(field).asText()).replaceAll(" ").strip();
    }
}
