package dev.memtrace.core.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * up to which they are applied, in one transaction. One thread.
 *
 * <p>The topic is the truth. So a file of another schema, one that is damaged, and one that was not
 * filled to the end are not mended: they are removed and filled again, and nobody reads meanwhile.
 */
final class DirectoryStore implements DirectoryTarget {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryStore.class);

    /** Records set aside beyond these are only counted. */
    private static final int ASIDE_MAX = 1_000;

    private static final int CACHE_KIBIBYTES = 32 * 1024;

    private final Path file;
    private final FileGate gate;
    private final FileClaim claim;

    /** Empty while there is no file that can be used. */
    private Optional<Connection> connection = Optional.empty();

    private DirectoryStore(Path file, FileGate gate, FileClaim claim) {
        this.file = file;
        this.gate = gate;
        this.claim = claim;
    }

    /**
     * Takes the file for this process, and opens it if it can be used.
     *
     * @throws dev.memtrace.core.service.CannotStartException if another process has it, or its
     *     folder cannot be written to
     */
    static DirectoryStore open(Path file, FileGate gate) {
        var store = new DirectoryStore(file, gate, FileClaim.take(file));
        try {
            store.openIfUsable();
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private void openIfUsable() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            connection = Optional.of(connect());
            requireUsable();
        } catch (DirectoryException e) {
            disconnect();
            if (!e.isDamage()) {
                throw e;
            }
            LOGGER.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("the copy of the directory is made anew");
        }
    }

    private Connection connect() {
        var opened = Sqlite.connect(file);
        execute(opened, List.of("PRAGMA cache_size = -" + CACHE_KIBIBYTES));
        return opened;
    }

    private void requireUsable() {
        Sqlite.run(
                () -> {
                    try (var statement = connected().createStatement()) {
                        int version = statement.executeQuery("PRAGMA user_version").getInt(1);
                        if (version != DirectorySchema.VERSION) {
                            throw DirectoryException.damage("is of schema " + version);
                        }
                        var check = statement.executeQuery("PRAGMA quick_check(1)");
                        if (!"ok".equals(check.getString(1))) {
                            throw DirectoryException.damage("is damaged");
                        }
                    }
                    return null;
                });
    }

    private Connection connected() {
        return connection.orElseThrow(() -> DirectoryException.damage("is not open"));
    }

    @Override
    public Optional<Progress> progress() {
        return connection.flatMap(DirectoryStore::progress);
    }

    private static Optional<Progress> progress(Connection connection) {
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
    public void clear() {
        gate.shut();
        disconnect();
        try {
            for (var suffix : List.of("", "-wal", "-shm", "-journal")) {
                Files.deleteIfExists(beside(file, suffix));
            }
        } catch (IOException e) {
            throw new DirectoryException("the directory's file cannot be removed", e);
        }
        var fresh = connect();
        connection = Optional.of(fresh);
        execute(fresh, DirectorySchema.WITHOUT_A_NET);
        execute(fresh, DirectorySchema.TABLES);
    }

    @Override
    public void complete() {
        execute(connected(), DirectorySchema.INDEXES);
        execute(connected(), List.of("PRAGMA user_version = " + DirectorySchema.VERSION));
        disconnect();
        connection = Optional.of(connect());
        gate.open();
    }

    private static void execute(Connection connection, List<String> statements) {
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

    private void disconnect() {
        connection.ifPresent(Sqlite::close);
        connection = Optional.empty();
    }

    @Override
    public void apply(Batch batch, Progress progress) {
        inTransaction(
                () -> {
                    applyChanges(batch.changes());
                    keepAside(batch.aside());
                    try (var statement = connected().createStatement();
                            var insert =
                                    connected()
                                            .prepareStatement(
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
                        connected()
                                .prepareStatement(
                                        """
                        INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (kind, id) DO UPDATE SET org = excluded.org, name = excluded.name,
                            digest = excluded.digest, agent = excluded.agent, status = excluded.status,
                            created_us = excluded.created_us, revision = excluded.revision,
                            state = excluded.state""");
                var delete =
                        connected()
                                .prepareStatement("DELETE FROM entries WHERE kind = ? AND id = ?");
                var deleteOrg = connected().prepareStatement("DELETE FROM entries WHERE org = ?")) {
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
        var columns = DirectorySchema.Columns.of(entry);
        upsert.setString(4, columns.name());
        upsert.setString(5, columns.digest());
        upsert.setString(6, columns.agent());
        upsert.setString(7, columns.status());
        upsert.setLong(8, micros(entry.createdAt()));
        upsert.setLong(9, state.revision());
        upsert.setBytes(10, state.encode());
    }

    private void keepAside(List<Aside> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        try (var insert =
                connected()
                        .prepareStatement(
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
                    connected().setAutoCommit(false);
                    try {
                        step.run();
                        connected().commit();
                    } catch (SQLException | RuntimeException e) {
                        connected().rollback();
                        throw e;
                    } finally {
                        connected().setAutoCommit(true);
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
        gate.open();
        disconnect();
        claim.close();
    }
}
