package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.service.Closing;
import dev.memtrace.kafkalocal.EmbeddedKafka;
import dev.memtrace.kafkalocal.EmbeddedKafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka goes away under ingest-api and dedup-stream, and comes back. */
class KafkaOutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MEMORY = "{\"agent_id\":\"a1\",\"content\":\"meanwhile\"}";

    @TempDir private Path folder;

    private final Closing closing = new Closing();
    private EmbeddedKafka kafka;

    private void startKafka(int port) {
        kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.in(folder.resolve("kafka")).withPort(port));
    }

    @AfterEach
    void close() {
        closing.close();
    }

    @Test
    void a_post_that_kafka_does_not_confirm_is_503_and_safe_to_send_again() {
        startKafka(0);
        closing.add(() -> kafka.close());
        var service = closing.add(Judged.on(kafka.bootstrapServers(), folder));
        int port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);

        kafka.close();
        var meanwhile = service.post(MEMORY);
        assertThat(meanwhile.status()).isEqualTo(503);
        assertThat(meanwhile.headers().firstValue("Retry-After")).isPresent();
        assertThat(meanwhile.body().path("error").asText())
                .isEqualTo("the log is unavailable; sending the same memories again is safe");

        startKafka(port);
        // Accepted now, or found to have been written after all.
        await().atMost(PATIENCE)
                .until(() -> Set.of(201, 409).contains(service.post(MEMORY).status()));
        assertThat(service.post(MEMORY).status()).isEqualTo(409);
    }

    @Test
    void without_kafka_a_service_does_not_call_itself_ready() {
        startKafka(0);
        closing.add(() -> kafka.close());
        var service = closing.add(Judged.on(kafka.bootstrapServers(), folder));
        int port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);
        assertThat(service.get("/ready").status()).isEqualTo(200);

        kafka.close();
        await().atMost(PATIENCE).until(() -> service.get("/ready").status() == 503);
        await().during(Duration.ofSeconds(5))
                .atMost(PATIENCE)
                .until(() -> service.get("/ready").status() == 503);

        startKafka(port);
        await().atMost(PATIENCE).until(() -> service.get("/ready").status() == 200);
    }
}
