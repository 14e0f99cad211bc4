package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Questions to the directory's file. One connection, one thread at a time. */
final class DirectoryReader implements AutoCloseable {
    private static final int SAME_DIGEST_MAX = 100;

    private final Connection connection;

    private DirectoryReader(Connection connection) {
        this.connection = connection;
    }

    static DirectoryReader open(Path file) {
        return new DirectoryReader(Sqlite.connect(file));
    }

    Optional<DirectoryState> byId(EntryKey key) {
        return first("kind = ? AND id = ?", key.kind().text(), key.id());
    }

    Optional<DirectoryState> byName(EntryKind kind, OrgId org, String name) {
        return first(
                "kind = ? AND org = ? AND name = ? AND name <> ''", kind.text(), org.value(), name);
    }

    /** Keys with this digest; nearly always one at most. */
    List<DirectoryState> byDigest(String digest) {
        return states("digest = ? AND digest <> '' LIMIT ?", digest, SAME_DIGEST_MAX);
    }

    /** All of a kind, which should be a kind of which there are few. */
    List<DirectoryState> all(EntryKind kind) {
        return states("kind = ?", kind.text());
    }

    /** A part of an org's entries of a kind, newest first. */
    List<DirectoryState> page(EntryKind kind, OrgId org, EntryPage page) {
        return page("kind = ? AND org = ?", List.of(kind.text(), org.value()), page);
    }

    /** A part of the sessions of one agent, newest first. */
    List<DirectoryState> sessionsOf(OrgId org, String agent, EntryPage page) {
        return page(
                "kind = 'session' AND org = ? AND agent = ? AND agent <> ''",
                List.of(org.value(), agent),
                page);
    }

    private List<DirectoryState> page(String condition, List<String> values, EntryPage page) {
        var all = new ArrayList<Object>(values);
        var where = new StringBuilder(condition);
        page.after()
                .ifPresent(
                        last -> {
                            where.append(" AND (created_us, id) < (?, ?)");
                            all.add(DirectoryStore.micros(last.createdAt()));
                            all.add(last.id());
                        });
        where.append(" ORDER BY created_us DESC, id DESC LIMIT ? OFFSET ?");
        all.add(page.limit());
        all.add(page.offset());
        return states(where.toString(), all.toArray());
    }

    /** How many sessions are registered for any of {@code agents}. */
    SessionCounts sessionCounts(OrgId org, Collection<String> agents) {
        var places = String.join(", ", Collections.nCopies(agents.size(), "?"));
        var sql =
                "SELECT count(*), count(*) FILTER (WHERE status = 'active') FROM entries"
                        + " WHERE kind = 'session' AND org = ? AND agent IN ("
                        + places
                        + ") AND agent <> ''";
        return Sqlite.run(
                () -> {
                    try (var query = connection.prepareStatement(sql)) {
                        query.setString(1, org.value());
                        int place = 2;
                        for (var agent : agents) {
                            query.setString(place++, agent);
                        }
                        try (var row = query.executeQuery()) {
                            return new SessionCounts(row.getLong(1), row.getLong(2));
                        }
                    }
                });
    }

    private Optional<DirectoryState> first(String condition, Object... values) {
        return states(condition, values).stream().findFirst();
    }

    private List<DirectoryState> states(String condition, Object... values) {
        return Sqlite.run(
                () -> {
                    try (var query =
                            connection.prepareStatement(
                                    "SELECT state FROM entries WHERE " + condition)) {
                        bind(query, values);
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

    private static void bind(PreparedStatement query, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            query.setObject(i + 1, values[i]);
        }
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
