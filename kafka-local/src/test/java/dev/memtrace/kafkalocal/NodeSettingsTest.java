package dev.memtrace.kafkalocal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import kafka.server.KafkaConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeSettingsTest {
    @TempDir private Path root;

    @Test
    void every_key_is_one_that_this_Kafka_knows() {
        try (var directory = DataDirectory.claim(root);
                var listeners = Listeners.bind(0)) {
            var settings = NodeSettings.of(directory, listeners, Optional.empty());

            assertThat(KafkaConfig.configDef().names()).containsAll(settings.stringPropertyNames());
            assertThat(KafkaConfig.fromProps(settings, false).nodeId())
                    .isEqualTo(NodeSettings.NODE_ID);
        }
    }
}
