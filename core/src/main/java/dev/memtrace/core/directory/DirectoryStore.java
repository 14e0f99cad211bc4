package dev.memtrace.core.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in a SQLite file, as its follower writes it: entries, and the position on the topic
 * up to which they are applied, in one transaction. One connection, one thread.
 *
 * <p>The topic is the truth. So a file of another schema, or one that is damaged, is not mended: it
 * is removed and filled again.
 */
final class DirectoryStore implements DirectoryTarget {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryStore.class);
    private static final int SCHEMA_VERSION = 2;

    /** Records set aside beyond these are only counted. */
    private static final int ASIDE_MAX = 1_000;

    private static final int CACHE_KIBIBYTES = 32 * 1024;

    private static final List<String> TABLES =
            List.of(
                    """
                    CREATE TABLE entries (
                        kind TEXT NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL,
                        name TEXT NOT NULL, digest TEXT NOT NULL, agent TEXT NOT NULL, status TEXT NOT NULL,
                        created_us INTEGER NOT NULL, state BLOB NOT NULL)""",
                    "CREATE UNIQUE INDEX entries_by_id ON entries (kind, id)",
                    "CREATE TABLE progress (topic TEXT NOT NULL, next INTEGER NOT NULL, in_touch_us INTEGER NOT NULL)",
                    "CREATE TABLE aside (at INTEGER PRIMARY KEY, key BLOB, value BLOB, error TEXT NOT NULL)",
                    "PRAGMA user_version = " + SCHEMA_VERSION);

    /** What only readers need: made when all entries are there, in a fraction of the time. */
    private static final List<String> INDEXES =
            List.of(
                    "CREATE INDEX IF NOT EXISTS entries_by_org ON entries (kind, org, created_us DESC, id DESC)",
                    "CREATE INDEX IF NOT EXISTS entries_by_agent"
                            + " ON entries (kind, org, agent, created_us DESC, id DESC, status)"
                            + " WHERE agent <> ''",
                    "CREATE INDEX IF NOT EXISTS entries_by_name ON entries (kind, org, name) WHERE name <> ''",
                    "CREATE INDEX IF NOT EXISTS entries_by_digest ON entries (digest) WHERE digest <> ''");

    /** For a file that is thrown away unless it is filled to the end. */
    private static final List<String> WITHOUT_A_NET =
            List.of("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF");

    private final Path file;
    private final Connection connection;

    private DirectoryStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens the file, or makes it anew if it is missing, damaged or of another version.
     *
     * @throws DirectoryException if it can be neither read nor made
     */
    static DirectoryStore open(Path file) {
        try {
            return openAsIs(file);
        } catch (DirectoryException e) {
            if (!e.isDamage()) {
                throw e;
            }
            LOGGER.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("the copy of the directory is made anew");
            remove(file);
            return openAsIs(file);
        }
    }

    private static DirectoryStore openAsIs(Path file) {
        var store = new DirectoryStore(file, Sqlite.connect(file));
        try {
            store.prepare();
            store.execute(INDEXES);
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Removes the file with what SQLite keeps beside it. */
    private static void remove(Path file) {
        try {
            for (var suffix : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            }
        } catch (IOException e) {
            throw new DirectoryException("the directory's file cannot be removed", e);
        }
    }

    private void prepare() {
        Sqlite.run(
                () -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute("PRAGMA cache_size = -" + CACHE_KIBIBYTES);
                        int version = statement.executeQuery("PRAGMA user_version").getInt(1);
                        boolean isNew =
                                version == 0
                                        && !statement
                                                .executeQuery("SELECT 1 FROM sqlite_master")
                                                .next();
                        if (isNew) {
                            execute(TABLES);
                        } else if (version != SCHEMA_VERSION) {
                            throw DirectoryException.damage("is of schema " + version);
                        } else {
                            requireSound(statement.executeQuery("PRAGMA quick_check(1)"));
                        }
                    }
                    return null;
                });
    }

    private static void requireSound(java.sql.ResultSet check) throws SQLException {
        var found = check.getString(1);
        if (!"ok".equals(found)) {
            throw DirectoryException.damage("is damaged");
        }
    }

    @Override
    public Optional<Progress> progress() {
        return Sqlite.run(
                () -> {
                    try (var statement = connection.createStatement();
                            var row =
                                    statement.executeQuery(
                                            "SELECT topic, next, in_touch_us FROM progress")) {
                        return row.next()
                                ? Optional.of(
                                        new Progress(
                                                row.getString(1),
                                                row.getLong(2),
                                                ofMicros(row.getLong(3))))
                                : Optional.empty();
                    }
                });
    }

    @Override
    public DirectoryTarget fresh() {
        var beside = beside();
        remove(beside);
        var fresh = new DirectoryStore(beside, Sqlite.connect(beside));
        fresh.execute(WITHOUT_A_NET);
        fresh.prepare();
        return fresh;
    }

    @Override
    public DirectoryTarget replacedBy(DirectoryTarget filled) {
        ((DirectoryStore) filled).execute(INDEXES);
        filled.close();
        close();
        remove(file);
        try {
            Files.move(beside(), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new DirectoryException("the directory's file cannot be replaced", e);
        }
        return openAsIs(file);
    }

    private void execute(List<String> statements) {
        Sqlite.run(
                () -> {
                    try (var statement = connection.createStatement()) {
                        for (var sql : statements) {
                            statement.execute(sql);
                        }
                    }
                    return null;
                });
    }

    private Path beside() {
        return file.resolveSibling(file.getFileName() + ".rebuild");
    }

    @Override
    public void apply(Batch batch, Progress progress) {
        inTransaction(
                () -> {
                    applyChanges(batch.changes());
                    keepAside(batch.aside());
                    try (var statement = connection.createStatement();
                            var insert =
                                    connection.prepareStatement(
                                            "INSERT INTO progress VALUES (?, ?, ?)")) {
                        statement.execute("DELETE FROM progress");
                        insert.setString(1, progress.topicId());
                        insert.setLong(2, progress.next());
                        insert.setLong(3, micros(progress.inTouchAt()));
                        insert.executeUpdate();
                    }
                });
    }

    private void applyChanges(List<DirectoryChange> changes) throws SQLException {
        try (var upsert =
                        connection.prepareStatement(
                                """
                        INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (kind, id) DO UPDATE SET org = excluded.org, name = excluded.name,
                            digest = excluded.digest, agent = excluded.agent, status = excluded.status,
                            created_us = excluded.created_us, state = excluded.state""");
                var delete =
                        connection.prepareStatement(
                                "DELETE FROM entries WHERE kind = ? AND id = ?");
                var deleteOrg = connection.prepareStatement("DELETE FROM entries WHERE org = ?")) {
            for (var change : changes) {
                switch (change) {
                    case DirectoryChange.Stated(var state) -> {
                        bind(upsert, state);
                        upsert.executeUpdate();
                    }
                    case DirectoryChange.Gone(var key, _, _) when key.kind() == EntryKind.ORG -> {
                        deleteOrg.setString(1, key.id());
                        deleteOrg.executeUpdate();
                    }
                    case DirectoryChange.Gone(var key, _, _) -> {
                        delete.setString(1, key.kind().text());
                        delete.setString(2, key.id());
                        delete.executeUpdate();
                    }
                }
            }
        }
    }

    private static void bind(PreparedStatement upsert, DirectoryState state) throws SQLException {
        var entry = state.entry();
        upsert.setString(1, EntryKind.of(entry).text());
        upsert.setString(2, entry.id());
        upsert.setString(3, entry.org().value());
        var columns = Columns.of(entry);
        upsert.setString(4, columns.name());
        upsert.setString(5, columns.digest());
        upsert.setString(6, columns.agent());
        upsert.setString(7, columns.status());
        upsert.setLong(8, micros(entry.createdAt()));
        upsert.setBytes(9, state.encode());
    }

    /** What an entry is found by, besides its id. */
    private record Columns(String name, String digest, String agent, String status) {
        static Columns of(DirectoryEntry entry) {
            return switch (entry) {
                case DirectoryEntry.Org _, DirectoryEntry.ArcInstance _ ->
                        new Columns("", "", "", "");
                case DirectoryEntry.ApiKey key -> new Columns("", key.digest(), "", "");
                case DirectoryEntry.Agent agent -> new Columns(agent.name(), "", "", "");
                case DirectoryEntry.Session session ->
                        new Columns("", "", session.agent().value(), session.status().text());
            };
        }
    }

    private void keepAside(List<Aside> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        try (var insert =
                connection.prepareStatement(
                        "INSERT OR REPLACE INTO aside SELECT ?, ?, ?, ? WHERE (SELECT count(*) FROM aside) < "
                                + ASIDE_MAX)) {
            for (var aside : records) {
                insert.setLong(1, aside.record().offset());
                insert.setBytes(2, aside.record().key());
                insert.setBytes(3, aside.record().value());
                insert.setString(4, aside.error());
                insert.executeUpdate();
            }
        }
    }

    /** Statements that belong together. */
    private interface Step {
        void run() throws SQLException;
    }

    private void inTransaction(Step step) {
        Sqlite.run(
                () -> {
                    connection.setAutoCommit(false);
                    try {
                        step.run();
                        connection.commit();
                    } catch (SQLException | RuntimeException e) {
                        connection.rollback();
                        throw e;
                    } finally {
                        connection.setAutoCommit(true);
                    }
                    return null;
                });
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        Sqlite.run(
                () -> {
                    connection.close();
                    return null;
                });
    }
}
