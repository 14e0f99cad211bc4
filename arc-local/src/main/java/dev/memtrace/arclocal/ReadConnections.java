package dev.memtrace.arclocal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;

/** As many connections for questions as there are threads for them. Any thread may borrow. */
final class ReadConnections implements AutoCloseable {
    private final List<DuckDBConnection> all = new ArrayList<>();
    private final BlockingQueue<DuckDBConnection> free;
    private final Duration waitMax;

    ReadConnections(Engine engine) throws SQLException {
        var count = engine.limits().queryThreads();
        this.free = new ArrayBlockingQueue<>(count);
        this.waitMax = engine.limits().queryTimeMax();
        for (int i = 0; i < count; i++) {
            all.add(engine.connect());
        }
        free.addAll(all);
    }

    DuckDBConnection borrow() {
        try {
            var connection = free.poll(waitMax.toMillis(), TimeUnit.MILLISECONDS);
            if (connection == null) {
                throw new ArcFailure(504, "Query timed out");
            }
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArcFailure(503, "Query was interrupted by shutdown", e);
        }
    }

    void giveBack(DuckDBConnection connection) {
        free.add(connection);
    }

    @Override
    public void close() throws SQLException {
        for (var connection : all) {
            connection.close();
        }
    }
}
