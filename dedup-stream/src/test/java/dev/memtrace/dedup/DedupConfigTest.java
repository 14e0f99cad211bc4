package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DedupConfigTest {
    private static Settings withKafka() {
        return Settings.empty().with("kafka.bootstrap_servers", "kafka:9092");
    }

    @Test
    void with_nothing_but_an_address_the_defaults_hold() {
        var settings = withKafka();

        assertThat(DedupConfig.from(settings))
                .isEqualTo(
                        new DedupConfig(
                                KafkaConfig.from(withKafka()),
                                true,
                                Duration.ofHours(24),
                                Duration.ofMillis(20),
                                2,
                                Path.of("./data/dedup"),
                                "dedup-1"));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_key_counts() {
        var settings =
                withKafka()
                        .with("dedup.enabled", "false")
                        .with("dedup.window", "1m")
                        .with("dedup.commit_interval", "1s")
                        .with("dedup.threads", "16")
                        .with("dedup.state_dir", "/var/lib/memtrace/dedup")
                        .with("dedup.instance_id", "dedup-2");

        assertThat(DedupConfig.from(settings))
                .isEqualTo(
                        new DedupConfig(
                                KafkaConfig.from(withKafka()),
                                false,
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1),
                                16,
                                Path.of("/var/lib/memtrace/dedup"),
                                "dedup-2"));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_problem_names_key_value_and_remedy() {
        var settings =
                withKafka()
                        .with("dedup.enabled", "yes")
                        .with("dedup.window", "59s")
                        .with("dedup.commit_interval", "0ms")
                        .with("dedup.threads", "257")
                        .with("dedup.state_dir", "")
                        .with("dedup.instance_id", " ");
        var _ = DedupConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 6 problem(s):
                          dedup.enabled: "yes" is neither true nor false
                          dedup.commit_interval: must be longer than nothing
                          dedup.threads: "257" is not a whole number within 1..256
                          dedup.state_dir: is empty; leave it out for "./data/dedup"
                          dedup.instance_id: is empty; leave it out for "dedup-1"
                          dedup.window: must be at least 1m; to accept everything set dedup.enabled = false""");
    }
}
