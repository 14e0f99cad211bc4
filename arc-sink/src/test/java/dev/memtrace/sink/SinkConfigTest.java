package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.arc.ArcConfig;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SinkConfigTest {
    private static Settings withAddresses() {
        return Settings.empty()
                .with("kafka.bootstrap_servers", "kafka:9092")
                .with("arc.url", "http://arc:8000");
    }

    @Test
    void with_nothing_but_addresses_the_defaults_hold() {
        var settings = withAddresses();

        assertThat(SinkConfig.from(settings))
                .isEqualTo(
                        new SinkConfig(
                                KafkaConfig.from(withAddresses()),
                                ArcConfig.from(withAddresses()),
                                1_000,
                                Duration.ofSeconds(1),
                                20_000,
                                8 * 1024 * 1024,
                                64 * 1024 * 1024,
                                true,
                                "arc-sink-1"));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_key_counts() {
        var settings =
                withAddresses()
                        .with("write_buffer.max_size", "10")
                        .with("write_buffer.max_interval", "200ms")
                        .with("write_buffer.batch_rows_max", "20")
                        .with("write_buffer.lane_bytes_max", "2000000")
                        .with("write_buffer.bytes_max", "3000000")
                        .with("write_buffer.proof", "false")
                        .with("write_buffer.instance_id", "arc-sink-2");

        assertThat(SinkConfig.from(settings))
                .isEqualTo(
                        new SinkConfig(
                                KafkaConfig.from(withAddresses()),
                                ArcConfig.from(withAddresses()),
                                10,
                                Duration.ofMillis(200),
                                20,
                                2_000_000,
                                3_000_000,
                                false,
                                "arc-sink-2"));
        settings.throwIfAnyProblem();
    }

    @Test
    void every_problem_names_key_value_and_remedy() {
        var settings =
                withAddresses()
                        .with("write_buffer.max_size", "0")
                        .with("write_buffer.max_interval", "0s")
                        .with("write_buffer.batch_rows_max", "999")
                        .with("write_buffer.instance_id", "");
        var _ = SinkConfig.from(settings);

        assertThatThrownBy(settings::throwIfAnyProblem)
                .hasMessage(
                        """
                        configuration has 4 problem(s):
                          write_buffer.max_size: "0" is not a whole number within 1..50000
                          write_buffer.max_interval: must be longer than nothing
                          write_buffer.instance_id: is empty; leave it out for "arc-sink-1"
                          write_buffer.max_size: is 1000, more than write_buffer.batch_rows_max, 999""");
    }
}
