package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartIT extends ArcLocalFixture {
    @TempDir Path elsewhere;

    @Test
    void a_port_that_is_taken_leaves_the_directory_free() {
        var config = ArcLocalConfig.in(elsewhere).withPort(arc.port());
        assertThatThrownBy(() -> ArcLocal.start(config)).isInstanceOf(RuntimeException.class);

        try (var other = ArcLocal.start(config.withPort(0))) {
            assertThat(other.port()).isPositive();
        }
    }

    @Test
    void a_directory_has_one_server_at_a_time() {
        wire.stored(Columns.of("m").with("time", NOON).bytes());

        assertThatThrownBy(() -> ArcLocal.start(ArcLocalConfig.in(directory)))
                .isInstanceOf(EngineException.class);
        assertThat(wire.rows("SELECT COUNT(*) AS n FROM m")).isEqualTo("[[1]]");
    }

    @Test
    void a_file_of_duckdb_1_5_is_read_and_written_on() throws SQLException {
        stop();
        try (var old = DriverManager.getConnection("jdbc:duckdb:");
                var statement = old.createStatement()) {
            statement.execute(
                    "ATTACH '%s' AS old (ROW_GROUP_SIZE 20480, STORAGE_VERSION 'v1.5.0')"
                            .formatted(directory.resolve("test.duckdb")));
            statement.execute("CREATE TABLE old.main.m (time TIMESTAMPTZ, session_id VARCHAR)");
            statement.execute(
                    "INSERT INTO old.main.m SELECT make_timestamptz(%d + range), 's' || range"
                                    .formatted(NOON)
                            + " FROM range(100000)");
        }
        start();

        wire.stored(Columns.of("m").with("time", NOON).with("session_id", "s7").bytes());
        restart();

        assertThat(wire.rows("SELECT COUNT(*) AS n FROM m")).isEqualTo("[[100001]]");
        assertThat(wire.rows("SELECT COUNT(*) AS n FROM m WHERE session_id = 's7'"))
                .isEqualTo("[[2]]");
    }

    @Test
    void a_stop_leaves_no_log_to_read_back() {
        wire.stored(Columns.of("m").with("time", NOON).bytes());

        stop();

        assertThat(directory.resolve("test.duckdb")).exists();
        assertThat(directory.resolve("test.duckdb.wal")).doesNotExist();
        start();
    }
}
