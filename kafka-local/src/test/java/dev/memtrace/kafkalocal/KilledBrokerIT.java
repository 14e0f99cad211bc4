package dev.memtrace.kafkalocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class KilledBrokerIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(KilledBrokerIT.class);
    private static final long RECORDS = Long.getLong("records", 1_000_000);
    // Measured: 2.4 s with 3 million records, 2 s of it the old registration running out.
    // The rest is for a machine that does other things too.
    private static final Duration RESTART_MAX = Duration.ofSeconds(8);

    @TempDir private Path directory;

    @Test
    void acknowledged_records_survive_a_kill_and_the_restart_is_quick() throws Exception {
        long acknowledged = killedAfterAcknowledging();

        loadClasses();
        long startedAt = System.nanoTime();
        try (var kafka = EmbeddedKafka.start(config())) {
            var restart = Duration.ofNanos(System.nanoTime() - startedAt);
            LOGGER.atInfo()
                    .addKeyValue("records", acknowledged)
                    .addKeyValue("durationMs", restart.toMillis())
                    .log("restarted after a kill");

            assertThat(Clients.count(kafka.bootstrapServers(), KilledBrokerMain.TOPIC))
                    .isGreaterThanOrEqualTo(acknowledged);
            assertThat(restart).isLessThan(RESTART_MAX);
        }
    }

    /** The first broker of a JVM takes seconds longer, with or without a kill. */
    private void loadClasses() {
        EmbeddedKafka.start(EmbeddedKafkaConfig.in(directory.resolve("other"))).close();
    }

    private long killedAfterAcknowledging() throws IOException, InterruptedException {
        var process = child(RECORDS);
        try (var output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            // Also proves that nothing but our own lines reaches the console.
            long acknowledged = Long.parseLong(output.readLine());
            assertThatThrownBy(() -> EmbeddedKafka.start(config()))
                    .as("while the other process lives")
                    .hasMessageContaining("in use");
            return acknowledged;
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    private EmbeddedKafkaConfig config() {
        return EmbeddedKafkaConfig.in(directory.resolve("killed"));
    }

    private Process child(long records) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledBrokerMain.class.getName(),
                        config().directory().toString(),
                        Long.toString(records)));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
