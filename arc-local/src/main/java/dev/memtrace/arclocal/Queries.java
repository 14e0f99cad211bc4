package dev.memtrace.arclocal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs questions, each in a transaction that cannot write, for as long as they may take. */
final class Queries implements AutoCloseable {
    private static final Duration CANCEL_AGAIN = Duration.ofMillis(100);

    private final Engine engine;
    private final Databases databases;
    private final ReadConnections connections;
    private final ScheduledThreadPoolExecutor timeouts =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("arc-local-timeouts").daemon().factory());

    Queries(Engine engine, Databases databases) throws SQLException {
        this.engine = engine;
        this.databases = databases;
        this.connections = new ReadConnections(engine);
        timeouts.setRemoveOnCancelPolicy(true);
    }

    /**
     * Returns the open result, or nothing if a measurement does not exist, which Arc answers with
     * an empty result. Whoever asked closes it.
     */
    Optional<QueryCursor> run(String sql, Optional<String> database) {
        var tokens = SqlGuard.check(sql);
        return new SqlRewriter(databases, database, sql, tokens).rewrite().map(this::open);
    }

    private QueryCursor open(SqlRewriter.Question question) {
        var connection = connections.borrow();
        var cursor = new QueryCursor(engine, connection, () -> connections.giveBack(connection));
        var timeMax = engine.limits().queryTimeMax();
        var timeout =
                timeouts.scheduleWithFixedDelay(
                        cursor::cancel,
                        timeMax.toMillis(),
                        CANCEL_AGAIN.toMillis(),
                        TimeUnit.MILLISECONDS);
        try {
            open(cursor, question);
            return cursor;
        } catch (RuntimeException e) {
            cursor.close();
            throw e;
        } finally {
            timeout.cancel(false);
        }
    }

    /** Results are whole when it returns: commits may go on. */
    private static void open(QueryCursor cursor, SqlRewriter.Question question) {
        var passes = new ArrayList<CommitGate.Pass>();
        try {
            for (var database : question.databases()) {
                passes.add(database.gate().question());
                database.checkOpen();
            }
            cursor.open(question.sql());
        } finally {
            passes.forEach(CommitGate.Pass::close);
        }
    }

    @Override
    public void close() throws SQLException {
        timeouts.shutdownNow();
        connections.close();
    }
}
