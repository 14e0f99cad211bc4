package dev.memtrace.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir private Path folder;

    private Settings load(String toml, Map<String, String> environment) throws IOException {
        var file = Files.writeString(folder.resolve("memtrace.toml"), toml);
        return Settings.load(file, environment);
    }

    @Test
    void the_environment_overrides_the_file() throws IOException {
        var settings =
                load(
                        """
                [server]
                port = 9200
                host = "::1"
                """,
                        Map.of("MEMTRACE_SERVER_PORT", "9300", "PATH", "/bin"));

        assertThat(settings.intWithin("server.port", 0, 65_535, 9100)).isEqualTo(9300);
        assertThat(settings.text("server.host", "")).isEqualTo("::1");
        settings.throwIfAnyProblem();
    }

    @Test
    void both_spellings_of_the_dedup_window_mean_the_same() throws IOException {
        assertThat(
                        load("[dedup]\nwindow_hours = 12", Map.of())
                                .duration("dedup.window", Duration.ZERO))
                .isEqualTo(Duration.ofHours(12));
        assertThat(
                        load("[deduplication]\nwindow = \"12h\"", Map.of())
                                .duration("dedup.window", Duration.ZERO))
                .isEqualTo(Duration.ofHours(12));
        assertThat(
                        load("", Map.of("MEMTRACE_DEDUP_WINDOW_HOURS", "6"))
                                .duration("dedup.window", Duration.ZERO))
                .isEqualTo(Duration.ofHours(6));
    }

    @Test
    void both_spellings_of_the_write_buffer_mean_the_same() throws IOException {
        var settings =
                load("[arc]\nwrite_batch_size = 50\nwrite_flush_interval_ms = 250", Map.of());

        assertThat(settings.intWithin("write_buffer.max_size", 1, 1_000, 7)).isEqualTo(50);
        assertThat(settings.duration("write_buffer.max_interval", Duration.ZERO))
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void every_problem_is_reported_at_once_with_key_value_and_remedy() throws IOException {
        var settings =
                load(
                        """
                [write_buffer]
                max_interval = 200
                max_sise = 3
                [server]
                port = 70000
                """,
                        Map.of("MEMTRACE_SERVER_PROT", "1"));
        var _ = settings.duration("write_buffer.max_interval", Duration.ofSeconds(1));
        var _ = settings.intWithin("server.port", 0, 65_535, 9100);
        var _ = settings.uri("arc.url");

        assertThatThrownBy(settings::throwIfAnyProblem)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("configuration has 5 problem(s):")
                .hasMessageContaining(
                        "write_buffer.max_sise: unknown key; did you mean write_buffer.max_size?")
                .hasMessageContaining("MEMTRACE_SERVER_PROT: unknown variable of the environment")
                .hasMessageContaining(
                        "write_buffer.max_interval: \"200\" has no unit; write 200ms, 5s, 10m or 24h")
                .hasMessageContaining(
                        "server.port: \"70000\" is not a whole number within 0..65535")
                .hasMessageContaining("arc.url: is required");
    }

    @Test
    void a_file_that_is_not_toml_is_a_problem_that_quotes_nothing() throws IOException {
        var settings = load("[auth]\nbootstrap_key = mtk_secret_without_quotes", Map.of());

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessageContaining("is not TOML at line 2")
                .hasMessageNotContaining("mtk_secret");
    }

    @Test
    void variables_of_the_command_line_tools_are_no_configuration() throws IOException {
        load("", Map.of("MEMTRACE_URL", "http://x", "MEMTRACE_API_KEY", "mtk_x"))
                .throwIfAnyProblem();
    }
}
