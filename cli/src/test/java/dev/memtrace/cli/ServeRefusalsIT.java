package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.ChildJvm;
import dev.memtrace.testkit.FreePort;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service says when it cannot start: one sentence, and exit code 1. */
class ServeRefusalsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir private static Path folder;

    private static Site site;

    @BeforeAll
    static void open() throws IOException {
        site = Site.open(folder, ServeRefusalsIT.class);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    private static ChildJvm errorsOf(String service, Map<String, String> changes) {
        return Served.errorsOf(service, site.environment(service, changes));
    }

    /** What a service writes to standard error before it ends with exit code 1. */
    private static List<String> refusal(String service, Map<String, String> changes) {
        try (var process = errorsOf(service, changes)) {
            assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
            return process.lines();
        }
    }

    @Test
    void a_kafka_that_does_not_answer_is_one_sentence_within_a_minute() {
        var nowhere = "127.0.0.1:" + FreePort.find();
        var processes =
                Stream.of("ingest", "dedup", "sink", "query")
                        .map(s -> errorsOf(s, Map.of("MEMTRACE_KAFKA_BOOTSTRAP_SERVERS", nowhere)))
                        .toList();

        try {
            for (var process : processes) {
                assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
                assertThat(process.lines())
                        .containsExactly(
                                "memtrace: no Kafka answers at "
                                        + nowhere
                                        + "; start it, or set kafka.bootstrap_servers to where it is, and kafka.security_protocol to what it wants");
            }
        } finally {
            processes.forEach(ChildJvm::close);
        }
    }

    @Test
    void a_kafka_whose_name_nobody_knows_is_one_sentence() {
        var nowhere = "no-such-host.invalid:9092";

        assertThat(refusal("ingest", Map.of("MEMTRACE_KAFKA_BOOTSTRAP_SERVERS", nowhere)))
                .containsExactly(
                        "memtrace: no Kafka answers at no-such-host.invalid:9092;"
                                + " start it, or set kafka.bootstrap_servers to where it is, and kafka.security_protocol to what it wants");
    }

    @Test
    void more_replicas_than_brokers_is_one_sentence() {
        var lines =
                refusal(
                        "dedup",
                        Map.of(
                                "MEMTRACE_KAFKA_TOPIC_PREFIX", "unmade",
                                "MEMTRACE_KAFKA_REPLICATION_FACTOR", "3"));

        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("memtrace: topic unmade.")
                .contains("could not be made: ")
                .contains("replica");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "dedup", "sink", "query"})
    void every_problem_of_the_configuration_is_named_by_each_service(String service) {
        var lines =
                refusal(
                        service,
                        Map.of(
                                "MEMTRACE_SERVER_PORTT", "1",
                                "MEMTRACE_KAFKA_PARTITIONS", "none",
                                "MEMTRACE_LOG_LEVEL", "loud"));

        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "memtrace: configuration has 3 problem(s):",
                        "  MEMTRACE_SERVER_PORTT: unknown variable of the environment;"
                                + " did you mean MEMTRACE_SERVER_PORT?",
                        "  kafka.partitions: \"none\" is not a whole number within 1..1000",
                        "  log.level: \"loud\" is not one of debug, info, warn, error");
    }

    @Test
    void a_port_in_use_is_one_sentence() throws IOException {
        try (var other = new ServerSocket(0)) {
            var port = String.valueOf(other.getLocalPort());
            var process =
                    Served.errorsOf("dedup", site.environment("dedup", Map.of()), "--port", port);

            try (process) {
                assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
                assertThat(process.lines())
                        .containsExactly(
                                "memtrace: cannot listen on 127.0.0.1:"
                                        + port
                                        + "; another program seems to use this port");
            }
        }
    }

    @Test
    void a_folder_that_cannot_be_written_to_is_one_sentence() throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        assertThat(refusal("dedup", Map.of("MEMTRACE_DEDUP_STATE_DIR", file.toString())))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("memtrace: the folder of the dedup store " + file)
                .endsWith("cannot be written to; choose another with dedup.state_dir");
        assertThat(refusal("query", Map.of("MEMTRACE_AUTH_DB_PATH", file + "/memtrace.db")))
                .containsExactly(
                        "memtrace: the directory's file "
                                + file
                                + "/memtrace.db cannot be opened; choose another with auth.db_path");
    }

    @Test
    void an_arc_that_is_away_keeps_nobody_from_starting_and_reads_say_when_to_come_back() {
        var away = Map.of("MEMTRACE_ARC_URL", "http://127.0.0.1:" + FreePort.find());
        try (var _ = site.start("dedup");
                var ingest = site.start("ingest");
                var _ = Served.start("sink", site.environment("sink", away));
                var query = Served.start("query", site.environment("query", away))) {
            var posted =
                    ingest.api()
                            .post("/api/v1/memories", "{\"agent_id\":\"a1\",\"content\":\"x\"}");
            var read = query.api().get("/api/v1/memories");

            assertThat(posted.status()).isEqualTo(201);
            assertThat(read.status()).isEqualTo(503);
            assertThat(read.headers().firstValue("Retry-After")).isPresent();
            assertThat(query.api().get("/health").body().path("arc").path("org_default"))
                    .hasToString("false");
        }
    }
}
