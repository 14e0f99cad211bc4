package dev.memtrace.arclocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
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
    void a_stop_leaves_no_log_to_read_back() {
        wire.stored(Columns.of("m").with("time", NOON).bytes());

        stop();

        assertThat(directory.resolve("test.duckdb")).exists();
        assertThat(directory.resolve("test.duckdb.wal")).doesNotExist();
        start();
    }
}
