package dev.memtrace.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.Settings;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerConfigTest {
    @Test
    void with_nothing_said_the_defaults_hold() {
        assertThat(ServerConfig.from(Settings.empty()))
                .isEqualTo(
                        new ServerConfig(
                                "0.0.0.0",
                                9100,
                                16 * 1024 * 1024,
                                Set.of("*"),
                                true,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(3)));
    }

    @Test
    void every_key_counts() {
        var settings =
                Settings.empty()
                        .with("server.host", "::1")
                        .with("server.port", "0")
                        .with("server.body_bytes_max", "1024")
                        .with("server.cors_origins", "https://a.example, https://b.example")
                        .with("auth.enabled", "false")
                        .with("server.read_timeout", "500ms")
                        .with("server.shutdown_timeout", "10s");

        assertThat(ServerConfig.from(settings))
                .isEqualTo(
                        new ServerConfig(
                                "::1",
                                0,
                                1024,
                                Set.of("https://a.example", "https://b.example"),
                                false,
                                Duration.ofMillis(500),
                                Duration.ofSeconds(10)));
        settings.throwIfAnyProblem();
    }

    @Test
    void a_misspelt_flag_does_not_open_the_door() {
        var settings = Settings.empty().with("auth.enabled", "flase");

        assertThat(ServerConfig.from(settings).requiresKeys()).isTrue();
        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessageContaining("auth.enabled: \"flase\" is neither true nor false");
    }

    @Test
    void every_problem_names_key_value_and_remedy() {
        var settings =
                Settings.empty()
                        .with("server.host", " ")
                        .with("server.port", "65536")
                        .with("server.body_bytes_max", "16M")
                        .with("server.read_timeout", "0s")
                        .with("server.shutdown_timeout", "3");
        var _ = ServerConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 5 problem(s):
                          server.host: is empty; leave it out for "0.0.0.0"
                          server.port: "65536" is not a whole number within 0..65535
                          server.body_bytes_max: "16M" is not a whole number within 1024..268435456
                          server.read_timeout: must be longer than nothing
                          server.shutdown_timeout: "3" has no unit; write 200ms, 5s, 10m or 24h""");
    }
}
