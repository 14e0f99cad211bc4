package dev.memtrace.arclocal;

import java.io.IOException;
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
                            "ATTACH %s AS %s (ROW_GROUP_SIZE 20480, STORAGE_VERSION 'v1.5.0')"
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

    /** Returns when the rows, all or none, are on disk. */
    void insert(ColumnBatch batch) {
        if (batch.rows() == 0) {
            return;
        }
        inTurn(() -> insertNow(batch));
        lastWriteNanos = System.nanoTime();
    }

    private Void insertNow(ColumnBatch batch) throws SQLException {
        var key = TableShape.key(batch.measurement());
        var table = table(batch.measurement());
        var shape = tables.get(key);
        var growth = shape == null ? TableShape.create(table, batch) : shape.grownFor(table, batch);
        try (var loan = engine.batches().lend(batch)) {
            var insert = "INSERT INTO " + table + " BY NAME " + loan.select();
            if (growth.statements().isEmpty()) {
                Engine.execute(connection, insert); // one statement is one transaction
            } else {
                inTransaction(growth.statements(), insert);
                tables.put(key, growth.shape());
            }
        }
        return null;
    }

    private void inTransaction(List<String> changes, String insert) throws SQLException {
        connection.setAutoCommit(false);
        try {
            for (var change : changes) {
                Engine.execute(connection, change);
            }
            Engine.execute(connection, insert);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /**
     * Moves the log into the file when nobody has written for a while, so that a start is quick.
     */
    void checkpointIfQuiet(long quietNanos, long walBytesMin) throws IOException {
        if (System.nanoTime() - lastWriteNanos >= quietNanos
                && Files.exists(wal)
                && Files.size(wal) >= walBytesMin) {
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
