package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.service.Closing;
import dev.memtrace.kafkalocal.EmbeddedKafka;
import dev.memtrace.kafkalocal.EmbeddedKafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka goes away under ingest-api and dedup-stream, and comes back. */
class KafkaOutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MEMORY = "{\"agent_id\":\"a1\",\"content\":\"meanwhile 7\"}";

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

    private static String memories(String content, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"agent_id\":\"a1\",\"content\":\"%s %d\"}".formatted(content, i))
                .collect(Collectors.joining(",", "{\"memories\":[", "]}"));
    }

    @Test
    void a_post_that_kafka_does_not_confirm_is_503_costs_no_quota_and_is_safe_to_send_again() {
        startKafka(0);
        closing.add(() -> kafka.close());
        var service = closing.add(Judged.on(kafka.bootstrapServers(), folder));
        int port = Integer.parseInt(kafka.bootstrapServers().split(":", 2)[1]);

        service.giveQuota(new Quota(10, 0));
        await().atMost(PATIENCE).until(() -> service.post(memories("before", 20)).status() == 429);

        kafka.close();
        var meanwhile =
                await().atMost(PATIENCE)
                        .until(
                                () -> service.post(memories("meanwhile", 4_000)),
                                answer -> answer.status() != 429);
        assertThat(meanwhile.status()).isEqualTo(503);
        assertThat(meanwhile.headers().firstValue("Retry-After")).isPresent();
        assertThat(meanwhile.body().path("error").asText())
                .isEqualTo("the log is unavailable; sending the same memories again is safe");

        startKafka(port);
        // Accepted now, or found to have been written after all; 4,000 that count at 10 a second
        // would have been in the way for minutes.
        await().atMost(PATIENCE)
                .until(() -> Set.of(201, 409).contains(service.post(MEMORY).status()));
        await().atMost(PATIENCE).until(() -> service.post(MEMORY).status() == 409);
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
