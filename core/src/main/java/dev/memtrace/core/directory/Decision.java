package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.wire.UndecodableException;
import java.util.Optional;

/** What became of a {@link Wish}. */
public sealed interface Decision {
    /** It was granted; this is the entry now. */
    record Done(DirectoryState state) implements Decision {}

    /**
     * It was granted; the entry is gone.
     *
     * @param revision of the tombstone
     */
    record Removed(EntryKey key, long revision) implements Decision {}

    /**
     * It goes against what the directory holds; nothing was changed.
     *
     * @param holder the id of the entry that is in the way, if there is one
     */
    record Conflict(String message, Optional<String> holder) implements Decision {}

    /** There is no such thing to change. */
    record NotFound(String message) implements Decision {}

    /** It would make an entry that may not be; nothing was changed. */
    record Invalid(String message) implements Decision {}

    /** JSON, as {@link dev.memtrace.core.wire.Reply.Decided} carries it. */
    default String encode() {
        ObjectNode text =
                switch (this) {
                    case Done(var state) ->
                            DirectoryJson.object("done").<ObjectNode>set("state", state.toJson());
                    case Removed(var key, var revision) ->
                            DirectoryJson.object("removed")
                                    .put("key", key.text())
                                    .put("revision", revision);
                    case Conflict(var message, var holder) -> {
                        var json = DirectoryJson.object("conflict").put("message", message);
                        holder.ifPresent(id -> json.put("holder", id));
                        yield json;
                    }
                    case NotFound(var message) ->
                            DirectoryJson.object("not_found").put("message", message);
                    case Invalid(var message) ->
                            DirectoryJson.object("invalid").put("message", message);
                };
        return text.toString();
    }

    /**
     * Reads a decision.
     *
     * @throws UndecodableException if the text is not one
     */
    static Decision decode(String text) {
        return DirectoryJson.reading(
                "a decision", () -> fromJson(DirectoryJson.parse(text.getBytes(UTF_8), 0)));
    }

    private static Decision fromJson(ObjectNode json) {
        return switch (DirectoryJson.text(json, "type")) {
            case "done" -> new Done(DirectoryState.fromJson(json.required("state")));
            case "removed" ->
                    new Removed(
                            EntryKey.decode(DirectoryJson.text(json, "key").getBytes(UTF_8)),
                            json.required("revision").asLong());
            case "conflict" ->
                    new Conflict(
                            DirectoryJson.text(json, "message"),
                            DirectoryJson.optional(json, "holder"));
            case "not_found" -> new NotFound(DirectoryJson.text(json, "message"));
            case "invalid" -> new Invalid(DirectoryJson.text(json, "message"));
            default -> throw new IllegalArgumentException("unknown decision");
        };
    }
}
