package dev.memtrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.Secret;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.SharedArc;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.wire.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestConfigTest {
    private static final String KEY = "mtk_0123456789abcdef";

    private static Settings withKafka() {
        return Settings.empty().with("kafka.bootstrap_servers", "kafka:9092");
    }

    @Test
    void with_nothing_but_an_address_the_defaults_hold() {
        var settings = withKafka();

        assertThat(IngestConfig.from(settings))
                .isEqualTo(
                        new IngestConfig(
                                KafkaConfig.from(withKafka()),
                                MemoryLimits.DEFAULTS,
                                200,
                                Duration.ofSeconds(5),
                                4_096,
                                512 * 1024 * 1024,
                                500_000,
                                Duration.ofMillis(1),
                                Optional.empty(),
                                Path.of("./data/memtrace.db"),
                                SharedArc.DEFAULT_ORG));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_key_counts() {
        var settings =
                withKafka()
                        .with("ingest.batch_items_max", "7")
                        .with("dedup.content_bytes", "0")
                        .with("ingest.verdict_wait", "1s")
                        .with("ingest.waiting_max", "8")
                        .with("ingest.waiting_bytes_max", "33554432")
                        .with("ingest.dedup_lag_max", "9")
                        .with("ingest.linger", "0ms")
                        .with("auth.bootstrap_key", KEY)
                        .with("auth.db_path", "/var/lib/memtrace/directory.db")
                        .with("arc.serves", "every_org");
        var limits = MemoryLimits.DEFAULTS;

        assertThat(IngestConfig.from(settings))
                .isEqualTo(
                        new IngestConfig(
                                KafkaConfig.from(withKafka()),
                                new MemoryLimits(
                                        7,
                                        limits.contentBytesMax(),
                                        limits.metadataBytesMax(),
                                        limits.tagsMax()),
                                0,
                                Duration.ofSeconds(1),
                                8,
                                32 * 1024 * 1024,
                                9,
                                Duration.ZERO,
                                Optional.of(new Secret(KEY)),
                                Path.of("/var/lib/memtrace/directory.db"),
                                SharedArc.EVERY_ORG));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_problem_names_key_value_and_remedy() {
        var settings =
                withKafka()
                        .with("auth.bootstrap_key", "secret")
                        .with("auth.db_path", "")
                        .with("dedup.content_bytes", "-1")
                        .with("ingest.batch_items_max", "0")
                        .with("ingest.dedup_lag_max", "0")
                        .with("ingest.linger", "1")
                        .with("ingest.verdict_wait", "forever")
                        .with("ingest.waiting_bytes_max", "1048576")
                        .with("ingest.waiting_max", "0");
        var _ = IngestConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 9 problem(s):
                          auth.bootstrap_key: must start with mtk_ and have 20 to 72 ASCII characters
                          ingest.batch_items_max: "0" is not a whole number within 1..100000
                          dedup.content_bytes: "-1" is not a whole number within 0..262144
                          ingest.verdict_wait: "forever" is not a length of time; write 200ms, 5s, 10m or 24h
                          ingest.waiting_max: "0" is not a whole number within 1..100000
                          ingest.dedup_lag_max: "0" is not a whole number within 1..2147483647
                          ingest.linger: "1" has no unit; write 200ms, 5s, 10m or 24h
                          auth.db_path: is empty; leave it out for "./data/memtrace.db"
                          ingest.waiting_bytes_max: is 1048576, less than server.body_bytes_max, 16777216""");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mtk_short",
                "ntk_0123456789abcdef",
                "mtk_0123456789 abcdef",
                "mtk_0123456789abcdeü",
                "mtk_456789012345678901234567890123456789012345678901234567890123456789012",
            })
    void a_first_key_that_cannot_be_used_is_a_problem_that_does_not_quote_it(String key) {
        var settings = withKafka().with("auth.bootstrap_key", key);
        var _ = IngestConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessageContaining("auth.bootstrap_key: must start with mtk_")
                .hasMessageNotContaining(key);
    }

    @Test
    void the_first_key_is_not_printed() {
        var config = IngestConfig.from(withKafka().with("auth.bootstrap_key", KEY));

        assertThat(config.toString()).doesNotContain(KEY).contains("***");
    }
}
