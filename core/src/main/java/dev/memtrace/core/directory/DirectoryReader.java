package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Questions to the directory's file. One connection, one thread at a time. */
final class DirectoryReader implements AutoCloseable {
    private static final int SAME_DIGEST_MAX = 100;

    /** A page ends with the entry that passes this, so that a thousand large ones are not one. */
    private static final int PAGE_BYTES_MAX = 4 * 1024 * 1024;

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
    EntryList<DirectoryState> page(EntryKind kind, OrgId org, EntryPage page) {
        return page("kind = ? AND org = ?", List.of(kind.text(), org.value()), page);
    }

    /** A part of the sessions of one agent, newest first. */
    EntryList<DirectoryState> sessionsOf(OrgId org, String agent, EntryPage page) {
        return page(
                "kind = 'session' AND org = ? AND agent = ? AND agent <> ''",
                List.of(org.value(), agent),
                page);
    }

    private EntryList<DirectoryState> page(String condition, List<String> values, EntryPage page) {
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
        all.add(page.limit() + 1L); // one more than is shown tells whether there are more
        all.add(page.offset());
        return part(where.toString(), page.limit(), all.toArray());
    }

    private EntryList<DirectoryState> part(String condition, int limit, Object... values) {
        return Sqlite.run(
                () -> {
                    try (var query = query(condition, values);
                            var rows = query.executeQuery()) {
                        var found = new ArrayList<DirectoryState>();
                        long bytes = 0;
                        while (rows.next()) {
                            if (found.size() == limit || bytes > PAGE_BYTES_MAX) {
                                return new EntryList<>(found, true);
                            }
                            var state = rows.getBytes(1);
                            bytes += state.length;
                            found.add(DirectoryState.decode(state));
                        }
                        return new EntryList<>(found, false);
                    }
                });
    }

    /** The digests of all keys. */
    List<String> digests() {
        return Sqlite.run(
                () -> {
                    try (var query =
                                    connection.prepareStatement(
                                            "SELECT digest FROM entries WHERE digest <> ''");
                            var rows = query.executeQuery()) {
                        var found = new ArrayList<String>();
                        while (rows.next()) {
                            found.add(rows.getString(1));
                        }
                        return found;
                    }
                });
    }

    /** The highest revision of what an org has; 0 if it has nothing. */
    long revision(OrgId org) {
        var kinds =
                Arrays.stream(EntryKind.values())
                        .map(kind -> "'" + kind.text() + "'")
                        .collect(Collectors.joining(", "));
        return Sqlite.run(
                () -> {
                    try (var query =
                            connection.prepareStatement(
                                    "SELECT max(revision) FROM entries WHERE kind IN ("
                                            + kinds
                                            + ") AND org = ?")) {
                        query.setString(1, org.value());
                        try (var row = query.executeQuery()) {
                            return row.getLong(1);
                        }
                    }
                });
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
                    try (var query = query(condition, values);
                            var rows = query.executeQuery()) {
                        var found = new ArrayList<DirectoryState>();
                        while (rows.next()) {
                            found.add(DirectoryState.decode(rows.getBytes(1)));
                        }
                        return found;
                    }
                });
    }

    private PreparedStatement query(String condition, Object... values) throws SQLException {
        var query = connection.prepareStatement("SELECT state FROM entries WHERE " + condition);
        for (int i = 0; i < values.length; i++) {
            query.setObject(i + 1, values[i]);
        }
        return query;
    }

    @Override
    public void close() {
        Sqlite.close(connection);
    }
}
