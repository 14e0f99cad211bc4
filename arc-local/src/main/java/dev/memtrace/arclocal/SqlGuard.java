package dev.memtrace.arclocal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.arclocal.SqlToken.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Refuses, with 400, the SQL that Arc refuses, and the literals that Arc would misread. */
final class SqlGuard {
    private static final int SQL_BYTES_MAX = 10_000;

    /** Refused wherever they stand as code, even as the name of a column. */
    private static final Set<String> WORDS =
            Set.of("ATTACH", "DETACH", "COPY", "PRAGMA", "SET", "RESET", "LOAD", "INSTALL", "CALL");

    private static final Map<String, Set<String>> PAIRS =
            Map.of(
                    "DROP", Set.of("TABLE", "DATABASE", "INDEX", "VIEW", "SECRET"),
                    "CREATE", Set.of("TABLE", "DATABASE", "INDEX", "SECRET"),
                    "DELETE", Set.of("FROM"),
                    "TRUNCATE", Set.of("TABLE"),
                    "ALTER", Set.of("TABLE"),
                    "INSERT", Set.of("INTO"),
                    "EXPORT", Set.of("DATABASE"),
                    "IMPORT", Set.of("DATABASE"));

    private static final Set<String> FILE_FUNCTIONS =
            Set.of("glob", "sniff_csv", "delta_scan", "arc_partition_agg", BatchFunction.NAME);

    /** Everything else that DuckDB can start with changes something. */
    private static final Set<String> QUESTIONS =
            Set.of("SELECT", "WITH", "FROM", "VALUES", "DESCRIBE", "SUMMARIZE", "EXPLAIN", "SHOW");

    private SqlGuard() {}

    /** Returns the tokens of SQL that may run. */
    static List<SqlToken> check(String sql) {
        if (sql.isBlank()) {
            throw refused("SQL query is required");
        }
        if (sql.getBytes(UTF_8).length > SQL_BYTES_MAX) {
            throw refused("SQL query exceeds maximum length (10000 characters)");
        }
        var tokens = SqlScanner.scan(sql);
        checkOneStatement(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            checkDangerous(tokens, i);
            checkFileFunction(tokens, i);
            checkTable(tokens, i);
            checkLiteral(tokens.get(i));
        }
        var first = tokens.getFirst();
        if (!first.isSymbol('(') && !QUESTIONS.contains(first.upperCase())) {
            throw refused("Dangerous SQL operation not allowed");
        }
        return tokens;
    }

    private static void checkOneStatement(List<SqlToken> tokens) {
        var ended = false;
        for (var token : tokens) {
            if (ended && !token.isSymbol(';')) {
                throw refused("Multiple SQL statements are not allowed");
            }
            ended |= token.isSymbol(';');
        }
        if (tokens.isEmpty() || tokens.getFirst().isSymbol(';')) {
            throw refused("SQL query is required");
        }
    }

    private static void checkDangerous(List<SqlToken> tokens, int i) {
        var token = tokens.get(i);
        if (token.kind() != Kind.WORD) {
            return;
        }
        var word = token.upperCase();
        var seconds = PAIRS.getOrDefault(word, Set.of());
        if (WORDS.contains(word)
                || (i + 1 < tokens.size() && seconds.contains(tokens.get(i + 1).upperCase()))) {
            throw refused("Dangerous SQL operation not allowed");
        }
    }

    private static void checkFileFunction(List<SqlToken> tokens, int i) {
        if (i + 1 >= tokens.size()
                || !tokens.get(i).isIdentifier()
                || !tokens.get(i + 1).isSymbol('(')) {
            return;
        }
        var name = tokens.get(i).name().toLowerCase(Locale.ROOT);
        if (name.startsWith("read_")
                || name.startsWith("parquet_")
                || name.startsWith("iceberg_")
                || FILE_FUNCTIONS.contains(name)) {
            throw refused("File I/O function not allowed in user SQL: " + name + "()");
        }
    }

    private static void checkTable(List<SqlToken> tokens, int i) {
        var token = tokens.get(i);
        if (i == 0 || !(tokens.get(i - 1).isWord("FROM") || tokens.get(i - 1).isWord("JOIN"))) {
            return;
        }
        if (token.isString()) {
            throw refused("String literal not allowed as a table name");
        }
        if (token.kind() == Kind.QUOTED_IDENTIFIER && !Names.isReadDatabase(token.name())) {
            throw refused("Invalid table name " + token.text());
        }
    }

    /**
     * Arc takes a backslash before a quote for an escape and puts masked literals back by name, so
     * such a literal changes the meaning of the query there. Here it is an error, to be found
     * early.
     */
    private static void checkLiteral(SqlToken token) {
        if (!token.isString()) {
            return;
        }
        var text = token.text();
        if (text.contains("\\'")
                || text.contains("__STR_")
                || text.contains("__IDENT_")
                || text.contains("__FROM_MASK_")) {
            throw refused("Arc would misread a string literal here; encode it instead");
        }
    }

    private static ArcFailure refused(String reason) {
        return new ArcFailure(400, reason);
    }
}
