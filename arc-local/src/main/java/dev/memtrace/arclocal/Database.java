package dev.memtrace.arclocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;

/**
 * One Arc database: one file, one table per measurement, one writer at a time.
 *
 * <p>Every method but {@link #has} and {@link #table} waits for its turn; call them on any thread
 * that may block.
 */
final class Database implements AutoCloseable {
    static final String FILE_ENDING = ".duckdb";

    private final Engine engine;
    private final String alias;
    private final Path wal;
    private final DuckDBConnection connection;
    private final CommitGate gate = new CommitGate();
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ConcurrentMap<String, TableShape> tables = new ConcurrentHashMap<>();
    private volatile long lastWriteNanos = System.nanoTime();

    private Database(Engine engine, String name, DuckDBConnection connection) {
        this.engine = engine;
        this.alias = alias(name);
        this.wal = engine.directory().resolve(name + FILE_ENDING + ".wal");
        this.connection = connection;
    }

    /** Attaches the file, after a kill with what its log holds, and makes it if it is not there. */
    static Database open(Engine engine, String name) {
        return engine.write(
                () -> {
                    var connection = engine.connect();
                    var file = engine.directory().resolve(name + FILE_ENDING);
                    // Small row groups: a checkpoint rewrites the last one, and the newest rows,
                    // asked for most, are found by skipping whole groups.
                    Engine.execute(
                            connection,
                            "ATTACH %s AS %s (ROW_GROUP_SIZE 20480)"
                                    .formatted(Engine.literal(file), Names.quoted(alias(name))));
                    var database = new Database(engine, name, connection);
                    database.tables.putAll(database.storedShapes());
                    return database;
                });
    }

    /** Prefixed, because DuckDB keeps names such as system, temp and memory for itself. */
    private static String alias(String name) {
        return "arc_" + name;
    }

    private Map<String, TableShape> storedShapes() throws SQLException {
        var shapes = new HashMap<String, Map<String, ColumnType>>();
        try (var statement =
                connection.prepareStatement(
                        "SELECT table_name, column_name, data_type FROM duckdb_columns()"
                                + " WHERE database_name = ? AND schema_name = 'main'")) {
            statement.setString(1, alias);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    shapes.computeIfAbsent(TableShape.key(rows.getString(1)), _ -> new HashMap<>())
                            .put(
                                    TableShape.key(rows.getString(2)),
                                    ColumnType.fromSqlName(rows.getString(3)));
                }
            }
        }
        var tables = new HashMap<String, TableShape>();
        shapes.forEach((table, columns) -> tables.put(table, new TableShape(columns)));
        return tables;
    }

    boolean has(String measurement) {
        return tables.containsKey(TableShape.key(measurement));
    }

    /** The table of a measurement, for SQL. */
    String table(String measurement) {
        return Names.quoted(alias) + ".main." + Names.quoted(measurement);
    }

    /** What questions and commits of this database wait at. */
    CommitGate gate() {
        return gate;
    }

    /** Returns when the rows, all or none, are on disk. */
    void insert(ColumnBatch batch) {
        if (batch.rows() == 0) {
            return;
        }
        turn.lock();
        try {
            var growth = growth(batch);
            engine.write(() -> prepare(batch, growth.statements()));
            try (var _ = gate.commit()) {
                engine.write(this::commit);
            }
            tables.put(TableShape.key(batch.measurement()), growth.shape());
        } finally {
            turn.unlock();
        }
        lastWriteNanos = System.nanoTime();
    }

    private TableShape.Growth growth(ColumnBatch batch) {
        var table = table(batch.measurement());
        var shape = tables.get(TableShape.key(batch.measurement()));
        return shape == null ? TableShape.create(table, batch) : shape.grownFor(table, batch);
    }

    /** All but the commit; nobody sees it before, and it holds up nobody. */
    private Void prepare(ColumnBatch batch, List<String> changes) throws SQLException {
        try (var loan = engine.batches().lend(batch)) {
            connection.setAutoCommit(false);
            for (var change : changes) {
                Engine.execute(connection, change);
            }
            var table = table(batch.measurement());
            Engine.execute(connection, "INSERT INTO " + table + " BY NAME " + loan.select());
            return null;
        } catch (SQLException e) {
            rollBack();
            throw e;
        }
    }

    private Void commit() throws SQLException {
        try {
            connection.commit();
            connection.setAutoCommit(true);
            return null;
        } catch (SQLException e) {
            rollBack();
            throw e;
        }
    }

    private void rollBack() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private long walBytes() {
        try {
            return Files.exists(wal) ? Files.size(wal) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Moves the log into the file when it is large, or nobody has written for a while, so that a
     * start is quick. DuckDB by itself would do it within a commit, which questions wait for.
     */
    void checkpointIfDue(long quietNanos, long quietBytesMin) {
        long bytes = walBytes();
        boolean isQuiet = System.nanoTime() - lastWriteNanos >= quietNanos;
        if (bytes >= engine.limits().walBytesMax() || (isQuiet && bytes >= quietBytesMin)) {
            checkpoint();
        }
    }

    private void checkpoint() {
        inTurn(
                () -> {
                    Engine.execute(connection, "CHECKPOINT " + Names.quoted(alias));
                    return null;
                });
    }

    private void inTurn(Callable<Void> work) {
        // The lock is taken before a writer thread is, so that a database that checkpoints
        // keeps its own writers waiting and not the threads of the others.
        turn.lock();
        try {
            engine.write(work);
        } finally {
            turn.unlock();
        }
    }

    @Override
    public void close() {
        checkpoint();
        abandon();
    }

    /** Lets go without a checkpoint: the log keeps what was answered. */
    void abandon() {
        inTurn(
                () -> {
                    connection.close();
                    return null;
                });
    }
}
