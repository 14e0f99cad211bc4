package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlGuardTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT 1;",
                "SELECT 1 -- the end; really",
                "SELECT 1 /* ; /* nested ; */ */ AS one;",
                "SELECT 'DROP TABLE x; --' AS a",
                "SELECT $$DROP TABLE x$$ AS a",
                "SELECT e.\"load\" FROM m AS e",
                "WITH a AS (SELECT 1) SELECT * FROM a",
                "(SELECT 1) UNION ALL (SELECT 2)",
                "SELECT contains(e.content, decode(from_base64('J2F0dGFjaA=='))) FROM m AS e",
                "SELECT 'settings', callable FROM m AS e"
            })
    void a_question_passes(String sql) {
        assertThatCode(() -> SqlGuard.check(sql)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE x",
                "SELECT 1 UNION SELECT load FROM m",
                "ATTACH 'x'",
                "WITH a AS (SELECT 1) UPDATE m SET x = 1",
                "delete /* hm */ from m",
                "SELECT set FROM m AS e",
                "CHECKPOINT",
                "USE x",
                "COMMIT"
            })
    void a_statement_that_could_change_something_is_refused(String sql) {
        refuses(sql, "Dangerous SQL operation not allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM \"read_text\"('/etc/passwd')",
                "SELECT * FROM glob ('*')",
                "SELECT * FROM arc_batch(1)"
            })
    void a_file_function_is_refused(String sql) {
        refuses(sql, "File I/O function not allowed in user SQL");
    }

    @Test
    void only_one_statement_may_come() {
        refuses("SELECT 1; SELECT 2", "Multiple SQL statements are not allowed");
        refuses("", "SQL query is required");
        refuses("   ", "SQL query is required");
        refuses("-- nothing", "SQL query is required");
    }

    @Test
    void length_is_counted_in_bytes() {
        var fits = "SELECT '" + "x".repeat(9_991) + "'";
        assertThatCode(() -> SqlGuard.check(fits)).doesNotThrowAnyException();

        refuses("SELECT '" + "x".repeat(9_992) + "'", "exceeds maximum length");
        refuses("SELECT '" + "é".repeat(4_996) + "'", "exceeds maximum length");
    }

    @Test
    void a_file_cannot_stand_for_a_table() {
        refuses("SELECT * FROM '/etc/passwd'", "String literal not allowed as a table name");
        refuses("SELECT * FROM \"/etc/passwd\"", "Invalid table name");
    }

    @Test
    void a_literal_that_Arc_would_misread_is_refused() {
        refuses("SELECT * FROM m AS e WHERE e.path = 'C:\\'", "Arc would misread");
        refuses("SELECT '__STR_1__' AS a, 'b' AS b", "Arc would misread");
    }

    private static void refuses(String sql, String reason) {
        assertThatThrownBy(() -> SqlGuard.check(sql))
                .isInstanceOf(ArcFailure.class)
                .hasMessageContaining(reason)
                .extracting(e -> ((ArcFailure) e).status())
                .isEqualTo(400);
    }
}
