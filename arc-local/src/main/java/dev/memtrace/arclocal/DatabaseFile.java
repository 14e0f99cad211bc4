package dev.memtrace.arclocal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/**
 * The file of a database. Whoever attaches or reopens it keeps everybody else out of the database.
 */
final class DatabaseFile {
    static final String ENDING = ".duckdb";

    private final Engine engine;
    private final DuckDBConnection connection;
    private final Path file;
    private final Path wal;
    private final String alias;
    private volatile boolean isAttached;

    DatabaseFile(Engine engine, DuckDBConnection connection, String name) {
        this.engine = engine;
        this.connection = connection;
        this.file = engine.directory().resolve(name + ENDING);
        this.wal = engine.directory().resolve(name + ENDING + ".wal");
        this.alias = Database.PREFIX + name;
    }

    /** By what name SQL knows the database. */
    String alias() {
        return alias;
    }

    /** Of the log, that is of what is not in the file itself yet. */
    long walBytes() {
        try {
            return Files.exists(wal) ? Files.size(wal) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether SQL can name the database: while nobody reopens it, unless that has failed. */
    boolean isAttached() {
        return isAttached;
    }

    /** Attaches the file, after a kill with what its log holds, and makes it if it is not there. */
    void attach() {
        engine.writeCatalog(this::attachNow);
    }

    private Void attachNow() throws SQLException {
        // Small row groups: a checkpoint rewrites the last one, and the newest rows,
        // asked for most, are found by skipping whole groups.
        Engine.execute(
                connection,
                "ATTACH IF NOT EXISTS %s AS %s (ROW_GROUP_SIZE 20480)"
                        .formatted(Engine.literal(file), Names.quoted(alias)));
        isAttached = true;
        return null;
    }

    /** Moves the log into the file. If it throws, DuckDB wants the file to be reopened. */
    void checkpoint() {
        engine.write(
                () -> {
                    Engine.execute(connection, "CHECKPOINT " + Names.quoted(alias));
                    return null;
                });
    }

    /** Closes the file and opens it. Nobody may have a transaction that has seen the database. */
    void reopen() {
        engine.writeCatalog(
                () -> {
                    isAttached = false;
                    Engine.execute(connection, "DETACH " + Names.quoted(alias));
                    return attachNow();
                });
    }
}
