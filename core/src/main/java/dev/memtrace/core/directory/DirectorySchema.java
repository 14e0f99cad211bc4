package dev.memtrace.core.directory;

import java.util.List;

/** How the directory lies in its SQLite file. */
final class DirectorySchema {
    /** Written when a file is filled to the end, and not before. */
    static final int VERSION = 3;

    static final List<String> TABLES =
            List.of(
                    """
                    CREATE TABLE entries (
                        kind TEXT NOT NULL, id TEXT NOT NULL, org TEXT NOT NULL,
                        name TEXT NOT NULL, digest TEXT NOT NULL, agent TEXT NOT NULL, status TEXT NOT NULL,
                        created_us INTEGER NOT NULL, revision INTEGER NOT NULL, state BLOB NOT NULL)""",
                    "CREATE UNIQUE INDEX entries_by_id ON entries (kind, id)",
                    "CREATE TABLE progress (topic TEXT NOT NULL, next INTEGER NOT NULL, in_touch_us INTEGER NOT NULL)",
                    "CREATE TABLE aside (at INTEGER PRIMARY KEY, key BLOB, value BLOB, error TEXT NOT NULL)");

    /** What only readers need: made when all entries are there, in a fraction of the time. */
    static final List<String> INDEXES =
            List.of(
                    "CREATE INDEX IF NOT EXISTS entries_by_org ON entries (kind, org, created_us DESC, id DESC)",
                    "CREATE INDEX IF NOT EXISTS entries_by_agent"
                            + " ON entries (kind, org, agent, created_us DESC, id DESC, status)"
                            + " WHERE agent <> ''",
                    "CREATE INDEX IF NOT EXISTS entries_by_name ON entries (kind, org, name) WHERE name <> ''",
                    "CREATE INDEX IF NOT EXISTS entries_by_digest ON entries (digest) WHERE digest <> ''");

    /** For a file that is thrown away unless it is filled to the end. */
    static final List<String> WITHOUT_A_NET =
            List.of("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF");

    private DirectorySchema() {}

    /** What an entry is found by, besides its id. */
    record Columns(String name, String digest, String agent, String status) {
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
}
