package dev.memtrace.arclocal;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** Reads the map of columns of one record. Used once. */
final class ColumnsReader {
    private final Cursor cursor;
    private final MessageUnpacker unpacker;
    private final Clock clock;
    private final List<Column> columns = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private int rows = -1;
    private boolean hasTime;

    ColumnsReader(Cursor cursor, Clock clock) {
        this.cursor = cursor;
        this.unpacker = cursor.unpacker();
        this.clock = clock;
    }

    ColumnBatch read(String measurement) throws IOException {
        var entries = unpacker.unpackMapHeader();
        for (int i = 0; i < entries; i++) {
            var name = unpacker.unpackString();
            if (unpacker.getNextFormat().getValueType() == ValueType.ARRAY) {
                column(name);
            } else {
                unpacker.skipValue(); // Arc drops what is not an array
            }
        }
        if (rows < 0) {
            throw ArcFailure.badPayload("columnar format requires non-empty 'columns' dict");
        }
        if (!hasTime) {
            columns.add(arrivalTimes());
        }
        return new ColumnBatch(measurement, columns, rows);
    }

    private void column(String name) throws IOException {
        var length = unpacker.unpackArrayHeader();
        // A header can claim any length; every value takes a byte at least.
        if (length > cursor.bytesLeft()) {
            throw ArcFailure.badPayload("column '" + name + "' is cut short");
        }
        if (rows < 0) {
            rows = length;
        } else if (length != rows) {
            throw ArcFailure.badPayload(
                    "columnar format: array length mismatch (expected %d, got %d for '%s')"
                            .formatted(rows, length, name));
        }
        // Arc itself falls over an empty name; both refusals keep a table readable.
        if (name.isEmpty() || !names.add(name.toLowerCase(Locale.ROOT))) {
            throw ArcFailure.badPayload("column name '" + name + "' is empty or not unique");
        }
        if (name.startsWith("_")) {
            unpacker.skipValue(length); // Arc does not store these
        } else if (name.equals("time") && length > 0) {
            hasTime = true;
            columns.add(new Column.Times(name, new TimeReader(unpacker).read(length)));
        } else if (!name.equals("time")) {
            columns.add(new ColumnReader(cursor, name, length).read());
        }
    }

    private Column arrivalTimes() {
        var now = clock.instant();
        var micros = new long[rows];
        Arrays.fill(micros, now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
        return new Column.Times("time", micros);
    }
}
