package dev.memtrace.arclocal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;

/**
 * One running question. Its owner is one thread at a time, and every step runs on a reader thread;
 * only {@link #cancel} may come from elsewhere.
 */
final class QueryCursor implements AutoCloseable {
    private static final String TOO_LONG = "Query timed out";

    private final Engine engine;
    private final DuckDBConnection connection;
    private final Runnable giveBack;
    private Statement statement;
    private DuckDBResultSet rows;
    private RowEncoder encoder;
    private Statement running;
    private boolean isCancelled;

    QueryCursor(Engine engine, DuckDBConnection connection, Runnable giveBack) {
        this.engine = engine;
        this.connection = connection;
        this.giveBack = giveBack;
    }

    /**
     * When it returns the result is whole, and nothing of it is left in the databases asked.
     *
     * @throws ArcFailure 504, if it was cancelled; 500 with DuckDB's words, if it failed
     */
    void open(String sql) {
        step(
                () -> {
                    try {
                        Engine.execute(connection, "BEGIN TRANSACTION READ ONLY");
                        statement = connection.createStatement();
                        begin(statement);
                        rows = statement.executeQuery(sql).unwrap(DuckDBResultSet.class);
                        encoder = RowEncoder.of(rows.getMetaData());
                        return true;
                    } finally {
                        end(); // what is cancelled now must not be the ROLLBACK
                        Engine.rollBack(connection);
                    }
                });
    }

    private synchronized void begin(Statement statement) {
        if (isCancelled) {
            throw new ArcFailure(504, TOO_LONG);
        }
        running = statement;
    }

    private synchronized void end() {
        running = null;
    }

    List<String> columnNames() {
        return encoder.names();
    }

    /** Writes up to so many rows as JSON arrays; returns how many, and fewer only at the end. */
    int encode(JsonGenerator json, int rowsMax) {
        return step(
                () -> {
                    var count = 0;
                    while (count < rowsMax && rows.next()) {
                        encoder.write(rows, json);
                        count++;
                    }
                    return count;
                });
    }

    private <T> T step(Callable<T> work) {
        try {
            return engine.read(work);
        } catch (EngineException e) {
            throw isCancelled()
                    ? new ArcFailure(504, TOO_LONG, e)
                    : new ArcFailure(500, e.getMessage(), e);
        }
    }

    private synchronized boolean isCancelled() {
        return isCancelled;
    }

    /**
     * Makes {@link #open} fail, if it has not found the whole result yet. DuckDB takes no notice in
     * the moment before it begins: call it again until open is over.
     */
    synchronized void cancel() {
        isCancelled = true;
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException e) {
                throw new EngineException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            engine.read(
                    () -> {
                        if (rows != null) {
                            rows.close();
                        }
                        if (statement != null) {
                            statement.close();
                        }
                        return true;
                    });
        } finally {
            giveBack.run();
        }
    }
}
