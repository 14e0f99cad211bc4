package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.access.Passwords;
import dev.memtrace.kafkalocal.EmbeddedKafka;
import dev.memtrace.kafkalocal.EmbeddedKafkaConfig;
import dev.memtrace.kafkalocal.Superuser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka that asks everybody who he is, and the services on it, each as its own user. */
final class SecuredClusterIT {
    private static final List<String> SERVICES =
            List.of("dedup", "ingest", "inbox", "sink", "query");
    private static final Superuser BOSS = new Superuser("boss", Passwords.generate());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MEMORY = "{\"agent_id\":\"a1\",\"content\":\"looked\"}";

    @TempDir private Path folder;
    private EmbeddedKafka kafka;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        kafka =
                EmbeddedKafka.start(
                        EmbeddedKafkaConfig.in(folder.resolve("kafka")).with(Optional.of(BOSS)));
        site = Site.open(folder, kafka.bootstrapServers(), "acme");
    }

    @AfterEach
    void close() {
        site.close();
        kafka.close();
    }

    private Map<String, String> as(String mechanism, String user, String password) {
        return Map.of(
                "MEMTRACE_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT",
                "MEMTRACE_KAFKA_SASL_MECHANISM", mechanism,
                "MEMTRACE_KAFKA_USERNAME", user,
                "MEMTRACE_KAFKA_PASSWORD", password);
    }

    /** The administrator's environment, with the passwords that services are to have. */
    private Administrator boss(Map<String, String> passwords) {
        var variables = new HashMap<>(as("PLAIN", BOSS.name(), BOSS.password()));
        passwords.forEach(
                (service, password) ->
                        variables.put(
                                "MEMTRACE_KAFKA_PASSWORDS_" + service.toUpperCase(Locale.ROOT),
                                password));
        return new Administrator(site.environment("boss", variables));
    }

    private Map<String, String> environment(String service, String password) {
        return site.environment(service, as("SCRAM-SHA-512", "acme-" + service, password));
    }

    @Test
    void each_service_does_its_work_with_rights_of_its_own() {
        var passwords = new HashMap<String, String>();
        SERVICES.forEach(service -> passwords.put(service, Passwords.generate()));
        assertThat(boss(passwords).run("kafka", "secure").done().lines())
                .hasSize(SERVICES.size() + 1)
                .anyMatch(line -> line.startsWith("acme-sink "));
        var again = boss(Map.of()).json("kafka", "secure");
        assertThat(again.path("users").get(0).path("password_set").asBoolean()).isFalse();

        var running = new HashMap<String, Served>();
        try {
            SERVICES.forEach(
                    it -> running.put(it, Served.start(it, environment(it, passwords.get(it)))));
            var posted = running.get("ingest").api().post("/api/v1/memories", MEMORY);
            assertThat(posted.status()).isEqualTo(201);
            var id = posted.body().path("id").asText();
            var read = running.get("query").api().get("/api/v1/memories/" + id);
            assertThat(read.status()).isEqualTo(200);
            Eventually.equal(
                    1,
                    () ->
                            Integer.parseInt(
                                    running.get("sink").api().metric("sink_memories_total")));
            var org = boss(Map.of()).org("Acme");
            var granted =
                    boss(Map.of()).run("org", "grant-producer", org, "--principal", "User:crawler");
            assertThat(granted.done().line()).isEqualTo("acme.inbox." + org);
        } finally {
            running.values().forEach(Served::close);
        }
    }

    @Test
    void a_service_that_kafka_does_not_know_says_so_in_one_sentence() {
        try (var process = Served.errorsOf("ingest", environment("ingest", "guessed"))) {
            assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(process.lines())
                    .containsExactly(
                            "memtrace: the Kafka at "
                                    + kafka.bootstrapServers()
                                    + " does not let acme-ingest in; look at kafka.username,"
                                    + " kafka.password and kafka.sasl_mechanism");
        }
        assertThat(new Administrator(environment("ingest", "guessed")).run("org", "list").refusal())
                .contains("does not let this command in");
    }

    @Test
    void who_may_not_give_rights_is_told_so() {
        var password = Passwords.generate();
        boss(Map.of("ingest", password)).run("kafka", "secure").done();
        var service = new Administrator(environment("ingest", password));

        assertThat(service.run("kafka", "secure").refusal())
                .isEqualTo("memtrace: asking who has rights is more than Kafka lets this user do");
    }

    @Test
    void a_service_that_comes_before_its_topics_is_told_what_makes_them() {
        var password = Passwords.generate();
        boss(Map.of("ingest", password)).run("kafka", "secure").done();

        var elsewhere = new HashMap<>(environment("ingest", password));
        elsewhere.put("MEMTRACE_KAFKA_TOPIC_PREFIX", "other");
        try (var process = Served.errorsOf("ingest", elsewhere)) {
            assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
            assertThat(process.lines()).hasSize(1);
            assertThat(process.lines().getFirst())
                    .startsWith("memtrace: topic other.")
                    .endsWith("; memtrace kafka secure makes the topics");
        }
    }
}
