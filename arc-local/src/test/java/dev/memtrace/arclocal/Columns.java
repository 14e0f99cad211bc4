package dev.memtrace.arclocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** Builds one columnar map for one measurement. */
final class Columns {
    private final String measurement;
    private final Map<String, List<?>> values = new LinkedHashMap<>();

    private Columns(String measurement) {
        this.measurement = measurement;
    }

    static Columns of(String measurement) {
        return new Columns(measurement);
    }

    Columns with(String name, Object... columnValues) {
        values.put(name, Arrays.asList(columnValues));
        return this;
    }

    byte[] bytes() {
        return pack(this::packInto);
    }

    static byte[] array(Columns... items) {
        return pack(
                packer -> {
                    packer.packArrayHeader(items.length + 1);
                    packer.packString("not a map");
                    for (var item : items) {
                        item.packInto(packer);
                    }
                });
    }

    static byte[] batch(Columns... items) {
        return pack(
                packer -> {
                    packer.packMapHeader(2).packString("m").packString("ignored");
                    packer.packString("batch").packArrayHeader(items.length);
                    for (var item : items) {
                        item.packInto(packer);
                    }
                });
    }

    static byte[] pack(Packing packing) {
        try (var packer = MessagePack.newDefaultBufferPacker()) {
            packing.into(packer);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void packInto(MessageBufferPacker packer) throws IOException {
        packer.packMapHeader(2).packString("m").packString(measurement);
        packer.packString("columns").packMapHeader(values.size());
        for (var column : values.entrySet()) {
            packer.packString(column.getKey()).packArrayHeader(column.getValue().size());
            for (var value : column.getValue()) {
                packValue(packer, value);
            }
        }
    }

    private static void packValue(MessageBufferPacker packer, Object value) throws IOException {
        switch (value) {
            case null -> packer.packNil();
            case String text -> packer.packString(text);
            case Integer number -> packer.packInt(number);
            case Long number -> packer.packLong(number);
            case java.math.BigInteger number -> packer.packBigInteger(number);
            case Double number -> packer.packDouble(number);
            case Boolean truth -> packer.packBoolean(truth);
            case byte[] raw -> packer.packBinaryHeader(raw.length).writePayload(raw);
            default -> throw new IllegalArgumentException("no way to pack " + value.getClass());
        }
    }

    /** Packs something; may fail as streams do. */
    interface Packing {
        void into(MessageBufferPacker packer) throws IOException;
    }
}
