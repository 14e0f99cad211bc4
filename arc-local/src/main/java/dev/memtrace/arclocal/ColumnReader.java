package dev.memtrace.arclocal;

import java.io.IOException;
import java.util.BitSet;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads one array into one column, whose type is that of its first value that is not nil. Later
 * values must fit, by Arc's rules: a float in a column of whole numbers loses its fraction.
 */
final class ColumnReader {
    private final Cursor cursor;
    private final MessageUnpacker unpacker;
    private final String name;
    private final int rows;
    private final BitSet nulls = new BitSet();

    ColumnReader(Cursor cursor, String name, int rows) {
        this.cursor = cursor;
        this.unpacker = cursor.unpacker();
        this.name = name;
        this.rows = rows;
    }

    Column read() throws IOException {
        int first = 0;
        while (first < rows && unpacker.tryUnpackNil()) {
            nulls.set(first++);
        }
        if (first == rows) {
            return new Column.Texts(name, new byte[rows][], nulls); // all nil counts as text
        }
        return switch (unpacker.getNextFormat().getValueType()) {
            case INTEGER -> longs(first);
            case FLOAT -> doubles(first);
            case STRING -> texts(first);
            case BOOLEAN -> flags(first);
            case NIL, BINARY, ARRAY, MAP, EXTENSION ->
                    throw ArcFailure.unconvertible(
                            "unsupported column type for '%s': %s".formatted(name, nextType()));
        };
    }

    private Column longs(int first) throws IOException {
        var values = new long[rows];
        for (int row = first; row < rows; row++) {
            switch (nextType()) {
                case INTEGER -> values[row] = Numbers.unpackLong(unpacker, name);
                case FLOAT -> values[row] = (long) unpacker.unpackDouble();
                case NIL -> skipNull(row);
                default -> throw cannotConvertTo("int64");
            }
        }
        return new Column.Longs(name, values, nulls);
    }

    private Column doubles(int first) throws IOException {
        var values = new double[rows];
        for (int row = first; row < rows; row++) {
            switch (nextType()) {
                case FLOAT -> values[row] = unpacker.unpackDouble();
                case INTEGER -> values[row] = unpacker.unpackBigInteger().doubleValue();
                case NIL -> skipNull(row);
                default -> throw cannotConvertTo("float64");
            }
        }
        return new Column.Doubles(name, values, nulls);
    }

    private Column flags(int first) throws IOException {
        var values = new BitSet(rows);
        for (int row = first; row < rows; row++) {
            switch (nextType()) {
                case BOOLEAN -> values.set(row, unpacker.unpackBoolean());
                case NIL -> skipNull(row);
                default -> throw unexpectedIn("bool");
            }
        }
        return new Column.Flags(name, values, nulls);
    }

    private Column texts(int first) throws IOException {
        var values = new byte[rows][];
        for (int row = first; row < rows; row++) {
            switch (nextType()) {
                case STRING -> values[row] = text();
                case NIL -> skipNull(row);
                default -> throw unexpectedIn("string");
            }
        }
        return new Column.Texts(name, values, nulls);
    }

    private byte[] text() throws IOException {
        var length = unpacker.unpackRawStringHeader();
        if (length > cursor.bytesLeft()) {
            throw ArcFailure.badPayload("column '" + name + "' is cut short");
        }
        return Utf8.valid(unpacker.readPayload(length));
    }

    private void skipNull(int row) throws IOException {
        unpacker.unpackNil();
        nulls.set(row);
    }

    private ValueType nextType() throws IOException {
        MessageFormat format = unpacker.getNextFormat();
        return format.getValueType();
    }

    private ArcFailure cannotConvertTo(String type) throws IOException {
        return ArcFailure.unconvertible(
                "cannot convert %s to %s in column '%s'".formatted(nextType(), type, name));
    }

    private ArcFailure unexpectedIn(String type) throws IOException {
        return ArcFailure.unconvertible(
                "unexpected type in %s column '%s': %s".formatted(type, name, nextType()));
    }
}
