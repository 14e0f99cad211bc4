package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.config.ConfigurationException;
import dev.memtrace.core.config.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SinkConfigTest {
    private static Settings required() {
        return Settings.empty()
                .with("kafka.bootstrap_servers", "localhost:9092")
                .with("arc.url", "http://arc:8000");
    }

    private static SinkConfig config(Settings settings) {
        var config = SinkConfig.from(settings);
        settings.throwIfAnyProblem();
        return config;
    }

    @Test
    void where_kafka_and_arc_are_is_all_that_must_be_said() {
        var config = config(required());

        assertThat(config.batchDueRows()).isEqualTo(1_000);
        assertThat(config.batchDueAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.batchRowsMax()).isEqualTo(20_000);
        assertThat(config.instanceId()).isEqualTo("arc-sink-1");
        assertThat(config.binding().database()).isEqualTo("memtrace");
        assertThat(config.binding().measurement()).isEqualTo("events");
    }

    @Test
    void every_key_can_be_set() {
        var config =
                config(
                        required()
                                .with("write_buffer.max_size", "5")
                                .with("write_buffer.max_interval", "250ms")
                                .with("write_buffer.batch_rows_max", "50")
                                .with("write_buffer.instance_id", "sink-b")
                                .with("arc.database", "other")
                                .with("arc.measurement", "rows")
                                .with("arc.api_key", "secret"));

        assertThat(config.batchDueRows()).isEqualTo(5);
        assertThat(config.batchDueAfter()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.batchRowsMax()).isEqualTo(50);
        assertThat(config.instanceId()).isEqualTo("sink-b");
        assertThat(config.binding().database()).isEqualTo("other");
        assertThat(config.binding().measurement()).isEqualTo("rows");
        assertThat(config.binding().token()).isEqualTo("secret");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void a_batch_that_would_be_due_only_when_it_is_over_full_is_refused() {
        var settings =
                required()
                        .with("write_buffer.max_size", "500")
                        .with("write_buffer.batch_rows_max", "100");

        assertThatThrownBy(() -> config(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "write_buffer.max_size: is 500, more than write_buffer.batch_rows_max, 100");
    }
}
