package dev.memtrace.arclocal;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Arc database: one file, one table per measurement, one writer at a time.
 *
 * <p>What changes it waits for its turn; call it on any thread that may block.
 */
final class Database implements AutoCloseable {
    /** Of its name in SQL. DuckDB keeps names such as system, temp and memory for itself. */
    static final String PREFIX = "arc_";

    private static final Logger LOGGER = LoggerFactory.getLogger(Database.class);

    private final Engine engine;
    private final DuckDBConnection connection;
    private final DatabaseFile file;
    private final CommitGate gate = new CommitGate();
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ConcurrentMap<String, TableShape> tables = new ConcurrentHashMap<>();
    private volatile long lastWriteNanos = System.nanoTime();
    private long newRows; // since the file was opened

    private Database(Engine engine, DuckDBConnection connection, DatabaseFile file) {
        this.engine = engine;
        this.connection = connection;
        this.file = file;
    }

    static Database open(Engine engine, String name) {
        var connection = engine.write(engine::connect);
        var file = new DatabaseFile(engine, connection, name);
        file.attach();
        var database = new Database(engine, connection, file);
        database.tables.putAll(engine.writeCatalog(database::storedShapes));
        return database;
    }

    private Map<String, TableShape> storedShapes() throws SQLException {
        var shapes = new HashMap<String, Map<String, ColumnType>>();
        try (var statement =
                connection.prepareStatement(
                        "SELECT table_name, column_name, data_type FROM duckdb_columns()"
                                + " WHERE database_name = ? AND schema_name = 'main'")) {
            statement.setString(1, file.alias());
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

    /** What SQL calls it. */
    String alias() {
        return file.alias();
    }

    /** The table of a measurement, for SQL. */
    String table(String measurement) {
        return Names.quoted(file.alias()) + ".main." + Names.quoted(measurement);
    }

    /**
     * Call it past the {@link #gate}.
     *
     * @throws ArcFailure 503, if the file could not be opened again
     */
    void checkOpen() {
        if (!file.isAttached()) {
            throw new ArcFailure(503, "Database is closed and will be opened again");
        }
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
            attachIfDetached();
            var growth = growth(batch);
            engine.write(() -> prepare(batch, growth.statements()));
            try (var _ = gate.commit()) {
                engine.write(this::commit);
            } catch (EngineException e) {
                throw reopenedAfter(e);
            }
            tables.put(TableShape.key(batch.measurement()), growth.shape());
            newRows += batch.rows();
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
        Engine.execute(connection, "BEGIN TRANSACTION");
        try (var loan = engine.batches().lend(batch)) {
            for (var change : changes) {
                Engine.execute(connection, change);
            }
            var table = table(batch.measurement());
            Engine.execute(connection, "INSERT INTO " + table + " BY NAME " + loan.select());
            return null;
        } catch (SQLException e) {
            Engine.rollBack(connection);
            throw e;
        }
    }

    private Void commit() throws SQLException {
        try {
            Engine.execute(connection, "COMMIT");
            return null;
        } catch (SQLException e) {
            Engine.rollBack(connection);
            throw e;
        }
    }

    /**
     * Moves the log into the file when it is large, or nobody has written for a while, so that a
     * start is quick. DuckDB by itself would do it within a commit, which questions wait for. Then
     * opens the file again, if much was written since it was opened.
     */
    void maintain(long quietNanos, long quietBytesMin) {
        long bytes = file.walBytes();
        boolean isQuiet = System.nanoTime() - lastWriteNanos >= quietNanos;
        boolean isDue =
                bytes >= engine.limits().walBytesMax() || (isQuiet && bytes >= quietBytesMin);
        if (isDue || !file.isAttached()) {
            inTurn(
                    () -> {
                        attachIfDetached();
                        checkpoint();
                    });
        }
    }

    private void checkpoint() {
        try {
            file.checkpoint();
        } catch (EngineException e) {
            throw reopenedAfter(e);
        }
        if (newRows >= engine.limits().newRowsMax()) {
            reopen();
        }
    }

    /** DuckDB may let nobody any more into a database whose commit or checkpoint has failed. */
    private EngineException reopenedAfter(EngineException failure) {
        try {
            reopen();
        } catch (EngineException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /**
     * DuckDB reads what its own checkpoints have written more slowly than what it found in the file
     * when it was opened: docs/decisions/0006.
     */
    private void reopen() {
        try (var _ = gate.commit()) {
            file.reopen();
        }
        newRows = 0;
    }

    private void attachIfDetached() {
        if (!file.isAttached()) {
            try (var _ = gate.commit()) {
                file.attach();
            }
            newRows = 0;
        }
    }

    private void inTurn(Runnable work) {
        // The lock is taken before a writer thread is, so that a database that checkpoints
        // keeps its own writers waiting and not the threads of the others.
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    /** Leaves a file that opens at once, if it can. */
    @Override
    public void close() {
        try {
            if (file.isAttached()) {
                inTurn(file::checkpoint);
            }
        } catch (EngineException e) {
            LOGGER.atWarn().setCause(e).log("last checkpoint failed; the log stays for the start");
        } finally {
            abandon();
        }
    }

    /** Lets go without a checkpoint: the log keeps what was answered. */
    void abandon() {
        inTurn(() -> engine.write(this::disconnect));
    }

    private Void disconnect() throws SQLException {
        connection.close();
        return null;
    }
}
