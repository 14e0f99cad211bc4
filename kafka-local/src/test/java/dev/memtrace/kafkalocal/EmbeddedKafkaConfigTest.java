package dev.memtrace.kafkalocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaConfigTest {
    @Test
    void the_port_is_free_unless_given() {
        var config = EmbeddedKafkaConfig.in(Path.of("data"));

        assertThat(config.port()).isZero();
        assertThat(config.withPort(9092).port()).isEqualTo(9092);
    }

    @Test
    void the_directory_is_absolute_so_that_messages_name_it_in_full() {
        assertThat(EmbeddedKafkaConfig.in(Path.of("a/../data")).directory())
                .isAbsolute()
                .endsWithRaw(Path.of("data"));
    }

    @Test
    void a_port_out_of_range_is_refused() {
        assertThatThrownBy(() -> EmbeddedKafkaConfig.in(Path.of("data")).withPort(65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port must be 0..65535, got 65536");
    }
}
