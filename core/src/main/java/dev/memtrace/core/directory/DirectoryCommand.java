package dev.memtrace.core.directory;

import dev.memtrace.core.service.Json;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.UndecodableException;
import java.nio.ByteBuffer;

/**
 * A wish on its way to the registrar: the value of a record on the commands topic, keyed by org.
 *
 * @param replyTo where the decision goes
 */
public record DirectoryCommand(ReplyAddress replyTo, Wish wish) {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 11;

    /** The record's value: version (1), reply partition (2), request (8), JSON. */
    public byte[] encode() {
        var json = Json.bytes(WishJson.toJson(wish));
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
                () ->
                        new DirectoryCommand(
                                replyTo,
                                WishJson.fromJson(DirectoryJson.parse(bytes, HEAD_BYTES))));
    }
}
