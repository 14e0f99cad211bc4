package dev.memtrace.core.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.UndecodableException;

/**
 * An entry as it was decided: the value of a record on the directory topic, and of the registrar's
 * store.
 *
 * @param revision grows with every decision of an org, so that a reader can tell whether it has
 *     seen one
 */
public record DirectoryState(DirectoryEntry entry, long revision) {
    private static final byte VERSION = 1;

    /** The record's value: version (1), JSON. */
    public byte[] encode() {
        var json = Json.bytes(toJson());
        var bytes = new byte[json.length + 1];
        bytes[0] = VERSION;
        System.arraycopy(json, 0, bytes, 1, json.length);
        return bytes;
    }

    /**
     * Reads a record's value.
     *
     * @throws UndecodableException if it is not one
     */
    public static DirectoryState decode(byte[] bytes) {
        if (bytes == null || bytes.length < 2 || bytes[0] != VERSION) {
            throw new UndecodableException(
                    "a directory state has version " + VERSION + " and a body");
        }
        return DirectoryJson.reading(
                "a directory state", () -> fromJson(DirectoryJson.parse(bytes, 1)));
    }

    ObjectNode toJson() {
        return DirectoryJson.object("state")
                .put("revision", revision)
                .set("entry", EntryJson.toJson(entry));
    }

    static DirectoryState fromJson(JsonNode json) {
        return new DirectoryState(
                EntryJson.fromJson(json.required("entry")), json.required("revision").asLong());
    }
}
