package dev.memtrace.arclocal;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a subquery in the place of every measurement after FROM and JOIN.
 *
 * <p>As in Arc, the measurement's name is gone afterwards: {@code FROM events WHERE events.id = 1}
 * fails, an alias does not; and if one measurement does not exist, the whole answer is empty. Used
 * once.
 */
final class SqlRewriter {
    private static final List<String> NOT_MEASUREMENTS =
            List.of("pg_", "duckdb_", "information_schema", "read_parquet");

    private static final List<String> CATALOG =
            List.of("duckdb_", "pg_", "pragma_", "sqlite_", "information_schema", Database.PREFIX);
    private static final Set<String> CATALOG_QUESTIONS = Set.of("SHOW", "DESCRIBE", "SUMMARIZE");

    private final Databases databases;
    private final Optional<String> database;
    private final String sql;
    private final List<SqlToken> tokens;
    private final Set<String> commonTables;
    private final Set<Database> asked = new HashSet<>();
    private final StringBuilder rewritten = new StringBuilder();
    private int copied;
    private boolean isSomethingMissing;

    /** {@code database} is the header's; without one, names may bring their own. */
    SqlRewriter(Databases databases, Optional<String> database, String sql, List<SqlToken> tokens) {
        this.databases = databases;
        this.database = database;
        this.sql = sql;
        this.tokens = tokens;
        this.commonTables = commonTables(tokens);
    }

    /**
     * What DuckDB shall run.
     *
     * @param databases those that it may ask, in the one order in which all questions name them
     */
    record Question(String sql, List<Database> databases) {
        Question {
            databases = databases.stream().sorted(Comparator.comparing(Database::alias)).toList();
        }
    }

    /** Returns what DuckDB shall run, or nothing if the answer is known to be empty. */
    Optional<Question> rewrite() {
        // Arc looks for this text everywhere, literals included, and then leaves the SQL alone.
        if (sql.toLowerCase(Locale.ROOT).contains("read_parquet")) {
            return Optional.of(question(sql));
        }
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if ((tokens.get(i).isWord("FROM") || tokens.get(i).isWord("JOIN"))
                    && tokens.get(i + 1).isIdentifier()
                    && !isInsideFunction(i)) {
                table(i + 1);
            }
        }
        rewritten.append(sql, copied, sql.length());
        return isSomethingMissing ? Optional.empty() : Optional.of(question(rewritten.toString()));
    }

    private Question question(String sql) {
        return new Question(sql, List.copyOf(mayAskForAll() ? databases.all() : asked));
    }

    /** DuckDB's own tables and functions look into every database; so can its names for them. */
    private boolean mayAskForAll() {
        return CATALOG_QUESTIONS.contains(tokens.getFirst().upperCase())
                || tokens.stream()
                        .filter(SqlToken::isIdentifier)
                        .map(token -> token.name().toLowerCase(Locale.ROOT))
                        .anyMatch(name -> CATALOG.stream().anyMatch(name::startsWith));
    }

    private void table(int i) {
        var first = tokens.get(i);
        if (isSymbolAt(i + 1, '.') && i + 2 < tokens.size() && tokens.get(i + 2).isIdentifier()) {
            if (database.isPresent()) {
                throw new ArcFailure(
                        400,
                        "Cross-database queries (db.table) are not allowed when x-arc-database"
                                + " is set");
            }
            replace(first.name(), tokens.get(i + 2).name(), first.start(), tokens.get(i + 2).end());
        } else if (!isSymbolAt(i + 1, '(') && isMeasurement(first)) {
            replace(
                    database.orElse(Names.DEFAULT_DATABASE),
                    first.name(),
                    first.start(),
                    first.end());
        }
    }

    private boolean isMeasurement(SqlToken token) {
        var name = token.name().toLowerCase(Locale.ROOT);
        return !commonTables.contains(name)
                && !token.isWord("LATERAL")
                && NOT_MEASUREMENTS.stream().noneMatch(name::startsWith);
    }

    private void replace(String databaseName, String measurement, int start, int end) {
        var found = databases.forReading(databaseName).filter(it -> it.has(measurement));
        if (found.isEmpty()) {
            isSomethingMissing = true;
            return;
        }
        asked.add(found.get());
        rewritten
                .append(sql, copied, start)
                .append("(SELECT * FROM ")
                .append(found.get().table(measurement))
                .append(')');
        copied = end;
    }

    private boolean isSymbolAt(int i, char symbol) {
        return i < tokens.size() && tokens.get(i).isSymbol(symbol);
    }

    /** EXTRACT(hour FROM x) and its like name no table. */
    private boolean isInsideFunction(int i) {
        var depth = 0;
        for (int k = i - 1; k > 0; k--) {
            if (tokens.get(k).isSymbol(')')) {
                depth++;
            } else if (tokens.get(k).isSymbol('(') && depth-- == 0) {
                var before = tokens.get(k - 1);
                return before.isWord("EXTRACT")
                        || before.isWord("SUBSTRING")
                        || before.isWord("TRIM");
            }
        }
        return false;
    }

    /** The names in {@code WITH name AS (}; Arc knows no other form. */
    private static Set<String> commonTables(List<SqlToken> tokens) {
        var names = new HashSet<String>();
        for (int i = 1; i + 2 < tokens.size(); i++) {
            var before = tokens.get(i - 1);
            if (tokens.get(i).isIdentifier()
                    && tokens.get(i + 1).isWord("AS")
                    && tokens.get(i + 2).isSymbol('(')
                    && (before.isWord("WITH")
                            || before.isWord("RECURSIVE")
                            || before.isSymbol(','))) {
                names.add(tokens.get(i).name().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
