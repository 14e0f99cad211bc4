package dev.memtrace.core.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.UndecodableException;
import java.nio.ByteBuffer;

/**
 * A wish to change the directory: the value of a record on the commands topic, keyed by org.
 *
 * @param replyTo where the decision goes
 */
public record DirectoryCommand(ReplyAddress replyTo, Wish wish) {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 11;

    /** What is wished. */
    public sealed interface Wish {
        OrgId org();
    }

    /** Adds an entry; refused if its org has another of its kind with the same name. */
    public record Create(DirectoryEntry entry) implements Wish {
        @Override
        public OrgId org() {
            return entry.org();
        }
    }

    /** Adds an org and its first key; refused if the org exists. */
    public record Found(DirectoryEntry.Org entry, DirectoryEntry.ApiKey firstKey) implements Wish {
        @Override
        public OrgId org() {
            return entry.org();
        }
    }

    /** The record's value: version (1), reply partition (2), request (8), JSON. */
    public byte[] encode() {
        var json =
                DirectoryJson.bytes(
                        switch (wish) {
                            case Create(var entry) ->
                                    DirectoryJson.object("create")
                                            .set("entry", DirectoryJson.toJson(entry));
                            case Found(var org, var key) -> {
                                var found = DirectoryJson.object("found");
                                found.set("entry", DirectoryJson.toJson(org));
                                found.set("key", DirectoryJson.toJson(key));
                                yield found;
                            }
                        });
        return ByteBuffer.allocate(HEAD_BYTES + json.length)
                .put(VERSION)
                .putShort((short) replyTo.partition())
                .putLong(replyTo.request())
                .put(json)
                .array();
    }

    /**
     * Reads a record's value.
     *
     * @throws UndecodableException if it is not one
     */
    public static DirectoryCommand decode(byte[] bytes) {
        if (bytes == null || bytes.length <= HEAD_BYTES || bytes[0] != VERSION) {
            throw new UndecodableException(
                    "a directory command has version " + VERSION + " and a body");
        }
        var head = ByteBuffer.wrap(bytes);
        var replyTo = new ReplyAddress(head.getShort(1), head.getLong(3));
        return DirectoryJson.reading(
                "a directory command",
                () -> {
                    var json = DirectoryJson.parse(bytes, HEAD_BYTES);
                    return new DirectoryCommand(replyTo, wishOf(json));
                });
    }

    private static Wish wishOf(ObjectNode json) {
        var entry = DirectoryJson.fromJson(json.required("entry"));
        return switch (json.required("type").asText()) {
            case "create" -> new Create(entry);
            case "found" ->
                    new Found(
                            (DirectoryEntry.Org) entry,
                            (DirectoryEntry.ApiKey) DirectoryJson.fromJson(json.required("key")));
            default -> throw new IllegalArgumentException("unknown wish");
        };
    }
}
