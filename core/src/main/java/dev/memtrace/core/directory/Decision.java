package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.wire.UndecodableException;

/** What became of a {@link DirectoryCommand}. */
public sealed interface Decision {
    /** It was done. */
    record Done(DirectoryState state) implements Decision {}

    /** It goes against what the directory holds; nothing was changed. */
    record Conflict(String message) implements Decision {}

    /** JSON, as {@link dev.memtrace.core.wire.Reply.Decided} carries it. */
    default String encode() {
        return DirectoryJson.text(
                switch (this) {
                    case Done(var state) ->
                            DirectoryJson.object("done").set("state", state.toJson());
                    case Conflict(var message) ->
                            DirectoryJson.object("conflict").put("message", message);
                });
    }

    /**
     * Reads a decision.
     *
     * @throws UndecodableException if the text is not one
     */
    static Decision decode(String text) {
        return DirectoryJson.reading(
                "a decision",
                () -> {
                    var json = DirectoryJson.parse(text.getBytes(UTF_8), 0);
                    return switch (json.required("type").asText()) {
                        case "done" -> new Done(DirectoryState.fromJson(json.required("state")));
                        case "conflict" -> new Conflict(json.required("message").asText());
                        default -> throw new IllegalArgumentException("unknown decision");
                    };
                });
    }
}
