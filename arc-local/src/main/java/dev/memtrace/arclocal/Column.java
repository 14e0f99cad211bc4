package dev.memtrace.arclocal;

import java.util.BitSet;

/**
 * The values of one column of one batch, in the form in which DuckDB takes them fastest.
 *
 * <p>Arrays are shared, not copied: a column is filled once by its reader and then only read.
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
sealed interface Column {
    String name();

    ColumnType type();

    /** Moments in microseconds since 1970, UTC. Never null. */
    record Times(String name, long[] micros) implements Column {
        @Override
        public ColumnType type() {
            return ColumnType.TIME;
        }
    }

    /** Whole numbers. */
    record Longs(String name, long[] values, BitSet nulls) implements Column {
        @Override
        public ColumnType type() {
            return ColumnType.BIGINT;
        }
    }

    /** Floating point numbers. */
    record Doubles(String name, double[] values, BitSet nulls) implements Column {
        @Override
        public ColumnType type() {
            return ColumnType.DOUBLE;
        }
    }

    /** Truth values; {@code values} has a bit per row. */
    record Flags(String name, BitSet values, BitSet nulls) implements Column {
        @Override
        public ColumnType type() {
            return ColumnType.BOOLEAN;
        }
    }

    /** Texts in valid UTF-8. */
    record Texts(String name, byte[][] values, BitSet nulls) implements Column {
        @Override
        public ColumnType type() {
            return ColumnType.VARCHAR;
        }
    }
}
