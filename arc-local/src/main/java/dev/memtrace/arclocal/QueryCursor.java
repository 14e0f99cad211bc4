package dev.memtrace.arclocal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running question. Its owner is one thread at a time, and every step runs on a reader thread;
 * only {@link #cancel} may come from elsewhere.
 */
final class QueryCursor implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(QueryCursor.class);

    private final Engine engine;
    private final DuckDBConnection connection;
    private final Runnable giveBack;
    private Runnable stopTimer = () -> {};
    private Statement statement;
    private DuckDBResultSet rows;
    private RowEncoder encoder;
    private Statement running;
    private volatile boolean isCancelled;

    QueryCursor(Engine engine, DuckDBConnection connection, Runnable giveBack) {
        this.engine = engine;
        this.connection = connection;
        this.giveBack = giveBack;
    }

    /** When it returns the result is whole, and nothing of it is left in the databases asked. */
    void open(String sql, Runnable timerStop) {
        stopTimer = timerStop;
        step(
                () -> {
                    try {
                        Engine.execute(connection, "BEGIN TRANSACTION READ ONLY");
                        statement = connection.createStatement();
                        setRunning(statement);
                        rows = statement.executeQuery(sql).unwrap(DuckDBResultSet.class);
                        encoder = RowEncoder.of(rows.getMetaData());
                        return true;
                    } finally {
                        setRunning(null); // what is cancelled now must not be the ROLLBACK
                        rollBack();
                    }
                });
    }

    /** Fails only where there is no transaction, which is the state that is wanted. */
    private void rollBack() {
        try {
            Engine.execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            LOGGER.atDebug().setCause(e).log("there was nothing to roll back");
        }
    }

    private synchronized void setRunning(Statement statement) {
        running = statement;
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
            throw isCancelled
                    ? new ArcFailure(504, "Query timed out", e)
                    : new ArcFailure(500, e.getMessage(), e);
        }
    }

    /** Stops DuckDB, if it has not found the whole result yet; {@link #open} then fails. */
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
        stopTimer.run();
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
