package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory in a SQLite file: entries, and the position on the topic up to which they are
 * applied, in one transaction. One connection, one thread; the writer and each reader have a store
 * of their own on the same file.
 */
final class DirectoryStore implements AutoCloseable {
    private static final int SCHEMA_VERSION = 1;

    private final Connection connection;

    private DirectoryStore(Connection connection) {
        this.connection = connection;
    }

    static DirectoryStore open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                // The topic is the truth: what a power cut takes from the file is replayed from
                // there.
                statement.execute("PRAGMA synchronous = NORMAL");
                statement.execute("PRAGMA busy_timeout = 5000");
            }
            return new DirectoryStore(connection);
        } catch (SQLException | IOException e) {
            throw new DirectoryException(
                    "the directory's file "
                            + file
                            + " cannot be opened; choose another with auth.db_path",
                    e);
        }
    }

    /** Makes the tables if this is a new file. */
    void migrate() {
        run(
                () -> {
                    try (var statement = connection.createStatement()) {
                        int version;
                        try (var found = statement.executeQuery("PRAGMA user_version")) {
                            version = found.getInt(1);
                        }
                        if (version > SCHEMA_VERSION) {
                            throw new DirectoryException(
                                    "the directory's file was written by a newer version", null);
                        }
                        statement.execute(
                                """
                        CREATE TABLE IF NOT EXISTS entries (
                            kind TEXT NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL, name TEXT NOT NULL,
                            agent TEXT NOT NULL, created_at TEXT NOT NULL, revision INTEGER NOT NULL, state BLOB NOT NULL,
                            PRIMARY KEY (kind, id)) WITHOUT ROWID""");
                        statement.execute(
                                "CREATE INDEX IF NOT EXISTS entries_by_org ON entries (kind, org, created_at DESC, id)");
                        statement.execute(
                                "CREATE INDEX IF NOT EXISTS entries_by_name ON entries (kind, name)");
                        statement.execute(
                                "CREATE TABLE IF NOT EXISTS applied (topic TEXT PRIMARY KEY, next INTEGER NOT NULL)");
                        statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
                    }
                    return null;
                });
    }

    /**
     * The offset after the last applied record of the topic with this id; empty if the file follows
     * another topic.
     */
    Optional<Long> position(String topicId) {
        return run(
                () -> {
                    try (var query =
                            connection.prepareStatement(
                                    "SELECT next FROM applied WHERE topic = ?")) {
                        query.setString(1, topicId);
                        try (var row = query.executeQuery()) {
                            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
                        }
                    }
                });
    }

    /** Forgets everything, to follow another topic from its start. */
    void reset() {
        run(
                () -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute("DELETE FROM entries");
                        statement.execute("DELETE FROM applied");
                    }
                    return null;
                });
    }

    /** Takes over {@code states} and moves the position to {@code next}, or neither. */
    void apply(List<DirectoryState> states, String topicId, long next) {
        run(
                () -> {
                    connection.setAutoCommit(false);
                    try (var upsert =
                                    connection.prepareStatement(
                                            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
                            var move =
                                    connection.prepareStatement(
                                            "INSERT OR REPLACE INTO applied VALUES (?, ?)")) {
                        for (var state : states) {
                            bind(upsert, state);
                            upsert.addBatch();
                        }
                        upsert.executeBatch();
                        move.setString(1, topicId);
                        move.setLong(2, next);
                        move.executeUpdate();
                        connection.commit();
                    } catch (SQLException e) {
                        connection.rollback();
                        throw e;
                    } finally {
                        connection.setAutoCommit(true);
                    }
                    return null;
                });
    }

    private static void bind(PreparedStatement upsert, DirectoryState state) throws SQLException {
        var entry = state.entry();
        upsert.setString(1, EntryKind.of(entry).text());
        upsert.setString(2, entry.id());
        upsert.setString(3, entry.org().value());
        upsert.setString(
                4,
                switch (entry) {
                    case DirectoryEntry.Org org -> org.name();
                    case DirectoryEntry.ApiKey key -> key.digest();
                    case DirectoryEntry.Agent agent -> agent.name();
                    case DirectoryEntry.Session _ -> "";
                });
        upsert.setString(
                5, entry instanceof DirectoryEntry.Session session ? session.agent().value() : "");
        upsert.setString(6, entry.createdAt().toString());
        upsert.setLong(7, state.revision());
        upsert.setBytes(8, state.encode());
    }

    Optional<DirectoryState> byId(EntryKind kind, String id) {
        return query("kind = ? AND id = ?", 1, kind.text(), id).stream().findFirst();
    }

    List<DirectoryState> byName(EntryKind kind, String name) {
        return query("kind = ? AND name = ?", 100, kind.text(), name);
    }

    /** The newest of an org, newest first; {@code agent} empty for all agents'. */
    List<DirectoryState> newest(EntryKind kind, OrgId org, String agent, int limit) {
        return agent.isEmpty()
                ? query(
                        "kind = ? AND org = ? ORDER BY created_at DESC, id",
                        limit,
                        kind.text(),
                        org.value())
                : query(
                        "kind = ? AND org = ? AND agent = ? ORDER BY created_at DESC, id",
                        limit,
                        kind.text(),
                        org.value(),
                        agent);
    }

    private List<DirectoryState> query(String condition, int limit, String... values) {
        return run(
                () -> {
                    try (var query =
                            connection.prepareStatement(
                                    "SELECT state FROM entries WHERE "
                                            + condition
                                            + " LIMIT "
                                            + limit)) {
                        for (int i = 0; i < values.length; i++) {
                            query.setString(i + 1, values[i]);
                        }
                        var found = new ArrayList<DirectoryState>();
                        try (var rows = query.executeQuery()) {
                            while (rows.next()) {
                                found.add(DirectoryState.decode(rows.getBytes(1)));
                            }
                        }
                        return found;
                    }
                });
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> T run(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new DirectoryException("the directory's file failed", e);
        }
    }

    @Override
    public void close() {
        run(
                () -> {
                    connection.close();
                    return null;
                });
    }
}
