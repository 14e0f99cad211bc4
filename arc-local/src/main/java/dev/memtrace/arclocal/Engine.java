package dev.memtrace.arclocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one DuckDB instance, to which every Arc database is attached as a file of its own.
 *
 * <p>One instance, so that memory and threads are bounded once for all databases. Its files are the
 * only ones it can touch, whatever SQL says. Calls into DuckDB hold their thread, so they run on
 * two small pools of platform threads, never on the virtual threads that serve HTTP.
 */
final class Engine implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Engine.class);

    private final Path directory;
    private final ArcLocalLimits limits;
    private final DuckDBConnection root;
    private final BatchFunction batches;
    private final NativeThreads writers;
    private final NativeThreads readers;
    private final ReentrantLock attaching = new ReentrantLock();

    private Engine(
            Path directory, ArcLocalLimits limits, DuckDBConnection root, BatchFunction batches) {
        this.directory = directory;
        this.limits = limits;
        this.root = root;
        this.batches = batches;
        this.writers = new NativeThreads("arc-local-write", limits.writeThreads());
        this.readers = new NativeThreads("arc-local-read", limits.queryThreads());
    }

    static Engine open(Path directory, ArcLocalLimits limits) throws SQLException {
        var engine = openUnlocked(directory, limits);
        execute(engine.root, "SET lock_configuration = true");
        return engine;
    }

    /** For tests: with DuckDB's settings still open to be changed. */
    static Engine openUnlocked(Path directory, ArcLocalLimits limits) throws SQLException {
        var real = existing(directory);
        // Results are whole before their first row is read. The driver can also stream them, but
        // then takes an error halfway for the end of the rows.
        var root = DuckDBConnection.newConnection("jdbc:duckdb:", false, null, new Properties());
        DuckDbLibrary.removeUnpackedCopy();
        for (var setting : settings(real, limits)) {
            execute(root, setting);
        }
        var batches = new BatchFunction();
        batches.register(root);
        return new Engine(real, limits, root, batches);
    }

    private static Path existing(Path directory) {
        try {
            return Files.createDirectories(directory).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> settings(Path directory, ArcLocalLimits limits) {
        return List.of(
                "SET threads TO " + limits.engineThreads(),
                "SET memory_limit = '" + limits.engineMemoryBytesMax() + "B'",
                "SET checkpoint_threshold = '1TB'", // see Database
                "SET GLOBAL TimeZone = 'UTC'",
                "SET temp_directory = " + literal(directory.resolve(".spill")),
                "SET allowed_directories = [" + literal(directory) + "]",
                "SET autoinstall_known_extensions = false",
                "SET autoload_known_extensions = false",
                "SET enable_external_access = false",
                // Else a question that names what is not there looks for it in every database.
                "SET catalog_error_max_schemas = 0");
    }

    static String literal(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    static void execute(DuckDBConnection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Fails only where there is no transaction, which is the state that is wanted. */
    static void rollBack(DuckDBConnection connection) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            LOGGER.atDebug().setCause(e).log("there was nothing to roll back");
        }
    }

    Path directory() {
        return directory;
    }

    ArcLocalLimits limits() {
        return limits;
    }

    BatchFunction batches() {
        return batches;
    }

    /** Another connection to the same instance; whoever asks for it closes it. */
    DuckDBConnection connect() throws SQLException {
        return root.duplicate();
    }

    /** Runs on a writer thread and waits for it. */
    <T> T write(Callable<T> work) {
        return writers.call(work);
    }

    /** As {@link #write}, for what attaches or detaches, or reads about all that are attached. */
    <T> T writeCatalog(Callable<T> work) {
        attaching.lock();
        try {
            return writers.call(work);
        } finally {
            attaching.unlock();
        }
    }

    /** Runs on a reader thread and waits for it. */
    <T> T read(Callable<T> work) {
        return readers.call(work);
    }

    @Override
    public void close() throws SQLException {
        readers.close();
        writers.close();
        root.close();
    }
}
