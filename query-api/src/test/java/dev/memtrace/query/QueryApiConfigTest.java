package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.ConfigurationException;
import dev.memtrace.core.config.Settings;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class QueryApiConfigTest {
    @Test
    void without_more_than_an_address_the_defaults_hold() {
        var config = QueryApiConfig.from(Settings.empty().with("arc.url", "http://localhost:8000"));

        assertThat(config.arc().shared().orElseThrow().url())
                .isEqualTo(URI.create("http://localhost:8000"));
        assertThat(config.arc().shared().orElseThrow().database()).isEqualTo("memtrace");
        assertThat(config.arc().shared().orElseThrow().measurement()).isEqualTo("events");
        assertThat(config.arc().client().queryTimeMax()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.questionsPerOrgMax()).isEqualTo(32);
        assertThat(config.tailBytesMax()).isEqualTo(256L << 20);
        assertThat(config.outcomes().window()).isEqualTo(Duration.ofHours(24));
        assertThat(config.outcomes().bytesMax()).isEqualTo(64L << 20);
        assertThat(config.streams().max()).isEqualTo(4_000);
        assertThat(config.streams().perOrgMax()).isEqualTo(1_000);
        assertThat(config.streams().bytesMax()).isEqualTo(64L << 20);
        assertThat(config.turnWaitMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.hastyArc().queryTimeMax()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void every_key_counts() {
        var config =
                QueryApiConfig.from(
                        Settings.empty()
                                .with("arc.url", "http://arc:1")
                                .with("arc.database", "d")
                                .with("arc.measurement", "m")
                                .with("arc.api_key", "secret")
                                .with("arc.connect_timeout", "1s")
                                .with("arc.query_timeout", "2s")
                                .with("query.threads", "7")
                                .with("query.tail_bytes_max", "1048576")
                                .with("query.outcomes_bytes_max", "2097152")
                                .with("query.streams_max", "5")
                                .with("query.streams_per_org_max", "3")
                                .with("query.streams_bytes_max", "3145728")
                                .with("dedup.window", "1h"));

        assertThat(config.arc().shared().orElseThrow().database()).isEqualTo("d");
        assertThat(config.arc().shared().orElseThrow().measurement()).isEqualTo("m");
        assertThat(config.arc().shared().orElseThrow().token()).isEqualTo("secret");
        assertThat(config.arc().client().queryTimeMax()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.questionsPerOrgMax()).isEqualTo(7);
        assertThat(config.tailBytesMax()).isEqualTo(1L << 20);
        assertThat(config.outcomes().bytesMax()).isEqualTo(2L << 20);
        assertThat(config.outcomes().window()).isEqualTo(Duration.ofHours(1));
        assertThat(config.streams().max()).isEqualTo(5);
        assertThat(config.streams().perOrgMax()).isEqualTo(3);
        assertThat(config.streams().bytesMax()).isEqualTo(3L << 20);
        assertThat(config.turnWaitMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.hastyArc().connectTimeMax()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void what_is_wrong_is_named() {
        var settings = Settings.empty().with("query.threads", "0").with("arc.database", "A");
        QueryApiConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("query.threads: \"0\" is not a whole number within 1..1000")
                .hasMessageContaining("arc.database: \"A\" is not a small letter");
    }
}
