package dev.memtrace.arclocal;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * Lets SQL read a batch: {@code FROM arc_batch(7)} is the batch that was lent out under 7.
 *
 * <p>Columns go into DuckDB's vectors as they are. The appender takes single values instead, which
 * was measured at two thirds of this rate.
 */
final class BatchFunction
        implements DuckDBTableFunction<ColumnBatch, BatchFunction.Progress, Object> {
    static final String NAME = "arc_batch";

    private final ConcurrentMap<Long, ColumnBatch> lent = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    void register(DuckDBConnection connection) throws SQLException {
        try (var function = DuckDBFunctions.tableFunction()) {
            function.withName(NAME)
                    .withParameter(DuckDBColumnType.BIGINT)
                    .withFunction(this)
                    .register(connection);
        }
    }

    /** Makes the batch readable until the loan is closed. */
    Loan lend(ColumnBatch batch) {
        var number = numbers.incrementAndGet();
        lent.put(number, batch);
        return new Loan(number);
    }

    /** A batch that SQL can read at the moment. */
    final class Loan implements AutoCloseable {
        private final long number;

        private Loan(long number) {
            this.number = number;
        }

        /** Selects all columns of the batch, time as a moment. */
        String select() {
            return "SELECT * REPLACE (make_timestamptz(\"time\") AS \"time\") FROM %s(%d)"
                    .formatted(NAME, number);
        }

        @Override
        public void close() {
            lent.remove(number);
        }
    }

    /** How many rows one scan has handed out. One thread at a time. */
    static final class Progress {
        private int rows;
    }

    @Override
    public ColumnBatch bind(DuckDBTableFunctionBindInfo info) {
        try (var number = info.getParameter(0)) {
            var batch = lent.get(number.getLong());
            if (batch == null) {
                throw new IllegalArgumentException("no such batch");
            }
            for (var column : batch.columns()) {
                info.addResultColumn(column.name(), column.type().wire());
            }
            info.setCardinality(batch.rows(), true);
            return batch;
        }
    }

    @Override
    public Progress init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(1);
        return new Progress();
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
        ColumnBatch batch = info.getBindData();
        Progress progress = info.getInitData();
        var from = progress.rows;
        var count = (int) Math.min(chunk.capacity(), batch.rows() - from);
        for (int i = 0; i < batch.columns().size(); i++) {
            fill(chunk.vector(i), batch.columns().get(i), from, count);
        }
        progress.rows += count;
        return count;
    }

    private static void fill(DuckDBWritableVector vector, Column column, int from, int count) {
        switch (column) {
            case Column.Times(_, var micros) -> fillLongs(vector, micros, from, count);
            case Column.Longs(_, var values, var nulls) -> {
                fillLongs(vector, values, from, count);
                fillNulls(vector, nulls, from, count);
            }
            case Column.Doubles(_, var values, var nulls) -> {
                for (int row = 0; row < count; row++) {
                    vector.setDouble(row, values[from + row]);
                }
                fillNulls(vector, nulls, from, count);
            }
            case Column.Flags(_, var values, var nulls) -> {
                for (int row = 0; row < count; row++) {
                    vector.setBoolean(row, values.get(from + row));
                }
                fillNulls(vector, nulls, from, count);
            }
            case Column.Texts(_, var values, _) ->
                    vector.setStringUtf8Batch(0, Arrays.copyOfRange(values, from, from + count));
        }
    }

    private static void fillLongs(DuckDBWritableVector vector, long[] values, int from, int count) {
        for (int row = 0; row < count; row++) {
            vector.setLong(row, values[from + row]);
        }
    }

    private static void fillNulls(DuckDBWritableVector vector, BitSet nulls, int from, int count) {
        for (int row = nulls.nextSetBit(from);
                row >= 0 && row < from + count;
                row = nulls.nextSetBit(row + 1)) {
            vector.setNull(row - from);
        }
    }
}
