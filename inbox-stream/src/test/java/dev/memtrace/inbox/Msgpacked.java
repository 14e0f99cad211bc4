package dev.memtrace.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** What JSON says, in msgpack. */
final class Msgpacked {
    private Msgpacked() {}

    static byte[] of(JsonNode value) {
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            pack(value, packer);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pack(JsonNode value, MessagePacker to) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                to.packMapHeader(value.size());
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    to.packString(field.getKey());
                    pack(field.getValue(), to);
                }
            }
            case ARRAY -> {
                to.packArrayHeader(value.size());
                for (var item : value) {
                    pack(item, to);
                }
            }
            case STRING -> to.packString(value.textValue());
            case BOOLEAN -> to.packBoolean(value.booleanValue());
            case NULL -> to.packNil();
            case NUMBER -> {
                if (value.isIntegralNumber()) {
                    to.packBigInteger(value.bigIntegerValue());
                } else {
                    to.packDouble(value.doubleValue());
                }
            }
            default -> throw new IllegalArgumentException("no JSON: " + value.getNodeType());
        }
    }
}
