package dev.memtrace.arclocal;

import java.io.IOException;
import java.util.Optional;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** The keys of a record map that mean something, found without decoding their values. */
record MapFields(
        Optional<String> measurement,
        Optional<Slice> columns,
        Optional<Slice> batch,
        boolean isRow) {

    /** Reads the map that the cursor stands at, and leaves the cursor behind it. */
    static MapFields scan(Cursor cursor) throws IOException {
        var unpacker = cursor.unpacker();
        var entries = unpacker.unpackMapHeader();
        var found = new Scan();
        for (int i = 0; i < entries; i++) {
            if (unpacker.getNextFormat().getValueType() != ValueType.STRING) {
                unpacker.skipValue(2); // Arc knows text keys only and ignores the rest
                continue;
            }
            found.take(unpacker.unpackString(), cursor);
        }
        return new MapFields(
                Optional.ofNullable(found.measurement),
                Optional.ofNullable(found.columns),
                Optional.ofNullable(found.batch),
                found.columns == null && found.hasRowFields);
    }

    /** What has been seen so far of one map. */
    private static final class Scan {
        private String measurement;
        private Slice columns;
        private Slice batch;
        private boolean hasRowFields;

        void take(String key, Cursor cursor) throws IOException {
            var type = cursor.unpacker().getNextFormat().getValueType();
            switch (key) {
                case "m" -> measurement = measurement(type, cursor.unpacker());
                case "columns" -> columns = type == ValueType.MAP ? cursor.slice() : skip(cursor);
                case "batch" -> batch = type == ValueType.ARRAY ? cursor.slice() : skip(cursor);
                case "fields", "f" -> {
                    hasRowFields = true;
                    cursor.unpacker().skipValue();
                }
                default -> cursor.unpacker().skipValue();
            }
        }

        private static Slice skip(Cursor cursor) throws IOException {
            cursor.unpacker().skipValue();
            return null;
        }

        private static String measurement(ValueType type, MessageUnpacker unpacker)
                throws IOException {
            return switch (type) {
                case STRING -> unpacker.unpackString();
                case INTEGER -> "measurement_" + unpacker.unpackBigInteger();
                default -> throw ArcFailure.badPayload("invalid measurement type: " + type);
            };
        }
    }
}
