package dev.memtrace.arclocal;

import java.io.IOException;
import org.msgpack.core.MessageUnpacker;

/** Reads the column named time; its first value decides the unit of all of them, as in Arc. */
final class TimeReader {
    private final MessageUnpacker unpacker;

    TimeReader(MessageUnpacker unpacker) {
        this.unpacker = unpacker;
    }

    long[] read(int rows) throws IOException {
        var micros = new long[rows];
        var unit = Unit.MICROS;
        for (int row = 0; row < rows; row++) {
            var value = number(row);
            if (row == 0) {
                unit = Unit.guessedFrom(value);
            }
            micros[row] = unit.toMicros(value);
        }
        return micros;
    }

    private long number(int row) throws IOException {
        return switch (unpacker.getNextFormat().getValueType()) {
            case INTEGER -> Numbers.unpackLong(unpacker, "time");
            case FLOAT -> (long) unpacker.unpackDouble();
            case NIL, BOOLEAN, STRING, BINARY, ARRAY, MAP, EXTENSION ->
                    throw ArcFailure.badPayload(
                            "failed to normalize timestamps: invalid timestamp type at index "
                                    + row);
        };
    }

    /** What a number counts; small numbers are taken for coarse units. */
    private enum Unit {
        SECONDS,
        MILLIS,
        MICROS,
        NANOS;

        static Unit guessedFrom(long first) {
            if (first < 10_000_000_000L) {
                return SECONDS;
            }
            if (first < 10_000_000_000_000L) {
                return MILLIS;
            }
            return first < 10_000_000_000_000_000L ? MICROS : NANOS;
        }

        long toMicros(long value) {
            return switch (this) {
                case SECONDS -> value * 1_000_000;
                case MILLIS -> value * 1_000;
                case MICROS -> value;
                case NANOS -> value / 1_000;
            };
        }
    }
}
