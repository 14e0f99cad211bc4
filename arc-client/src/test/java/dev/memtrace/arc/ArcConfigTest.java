package dev.memtrace.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.SharedArc;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArcConfigTest {
    private static final int ANSWER_BYTES_MAX = 256 * 1024 * 1024;

    @Test
    void with_nothing_but_an_address_the_defaults_hold() {
        var settings = Settings.empty().with("arc.url", "http://arc:8000");

        assertThat(ArcConfig.from(settings))
                .isEqualTo(
                        new ArcConfig(
                                Optional.of(
                                        new ArcBinding(
                                                URI.create("http://arc:8000"),
                                                "memtrace",
                                                "events",
                                                "")),
                                SharedArc.DEFAULT_ORG,
                                new ArcClientConfig(
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(30),
                                        Duration.ofSeconds(30),
                                        ANSWER_BYTES_MAX),
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(7)));
        settings.throwIfAnyProblem();
    }

    @Test
    void without_an_address_it_names_no_arc() {
        var settings = Settings.empty();

        assertThat(ArcConfig.from(settings).shared()).isEmpty();
        settings.throwIfAnyProblem();
    }

    @Test
    void every_key_counts() {
        var settings =
                Settings.empty()
                        .with("arc.url", "https://arc.example")
                        .with("arc.api_key", "token")
                        .with("arc.database", "agents")
                        .with("arc.measurement", "memories")
                        .with("arc.serves", "every_org")
                        .with("arc.connect_timeout", "1s")
                        .with("arc.write_timeout", "2s")
                        .with("arc.query_timeout", "3s")
                        .with("arc.flush_horizon", "0s")
                        .with("arc.own_flush_horizon", "9s");

        assertThat(ArcConfig.from(settings))
                .isEqualTo(
                        new ArcConfig(
                                Optional.of(
                                        new ArcBinding(
                                                URI.create("https://arc.example"),
                                                "agents",
                                                "memories",
                                                "token")),
                                SharedArc.EVERY_ORG,
                                new ArcClientConfig(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        ANSWER_BYTES_MAX),
                                Duration.ZERO,
                                Duration.ofSeconds(9)));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_problem_names_key_value_and_remedy() {
        var settings =
                Settings.empty()
                        .with("arc.url", "arc:8000")
                        .with("arc.database", "Agents")
                        .with("arc.measurement", "")
                        .with("arc.serves", "all")
                        .with("arc.connect_timeout", "0s")
                        .with("arc.write_timeout", "30")
                        .with("arc.query_timeout", "soon");
        var _ = ArcConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 7 problem(s):
                          arc.url: "arc:8000" is not an address such as http://localhost:8000
                          arc.database: "Agents" is not a small letter, then small letters, digits or _, at most 64
                          arc.measurement: "" is not a small letter, then small letters, digits or _, at most 64
                          arc.serves: "all" is neither default_org nor every_org
                          arc.connect_timeout: must be longer than nothing
                          arc.write_timeout: "30" has no unit; write 200ms, 5s, 10m or 24h
                          arc.query_timeout: "soon" is not a length of time; write 200ms, 5s, 10m or 24h""");
    }

    @Test
    void the_token_is_not_printed() {
        var settings =
                Settings.empty().with("arc.url", "http://arc:8000").with("arc.api_key", "hush");

        assertThat(ArcConfig.from(settings).toString()).doesNotContain("hush").contains("***");
    }
}
