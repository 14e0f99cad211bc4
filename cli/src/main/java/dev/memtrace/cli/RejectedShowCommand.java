package dev.memtrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.rejected.Rejected;
import dev.memtrace.core.rejected.RejectedEntry;
import dev.memtrace.core.rejected.RejectedTopic;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memtrace rejected show}. */
@Command(
        name = "show",
        description = {
            "Shows one rejected record: its headers, size and SHA-256 and, if it can be read, the"
                    + " memory in it; what that says only with --content."
        },
        mixinStandardHelpOptions = true)
final class RejectedShowCommand extends AdminCommand {
    @Parameters(
            paramLabel = "OFFSET",
            description = "its offset, as `memtrace rejected list` has it")
    private long offset;

    @Option(
            names = "--content",
            description =
                    "also show the memory's content and metadata, or the value that came by an inbox")
    private boolean withContent;

    private final Replays replays = new Replays();
    private Optional<Rejected> found = Optional.empty();

    @Override
    void check() {
        if (offset < 0) {
            throw wrong("OFFSET: must be 0 or more, got " + offset);
        }
    }

    @Override
    void run(DirectoryAccess directory) {
        try (var topic = RejectedTopic.open(directory.place().kafka())) {
            topic.read(offset, this::take);
        }
        var rejected = found.orElseThrow(() -> RejectedSelection.absent(List.of(offset)));
        var json = RejectedJson.whole(rejected, replays.of(offset), withContent);
        show(json, facts(json));
        replays.warning().ifPresent(text -> note("memtrace: " + text));
    }

    private void take(RejectedEntry entry) {
        replays.take(entry);
        if (entry instanceof RejectedEntry.Kept(var rejected) && rejected.offset() == offset) {
            found = Optional.of(rejected);
        }
    }

    /** The same as the JSON, for people. */
    private static List<String> facts(JsonNode json) {
        var table = Table.ofFacts();
        for (var field : json.properties()) {
            switch (field.getKey()) {
                case "headers" ->
                        field.getValue()
                                .forEach(
                                        it ->
                                                table.row(
                                                        "header " + it.path("name").asText(),
                                                        it.path("value").asText()));
                case "memory" ->
                        field.getValue()
                                .properties()
                                .forEach(
                                        it ->
                                                table.row(
                                                        "memory " + it.getKey(),
                                                        text(it.getValue())));
                default -> table.row(field.getKey(), text(field.getValue()));
            }
        }
        return table.lines();
    }

    private static String text(JsonNode value) {
        if (value.isNull()) {
            return "-";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
