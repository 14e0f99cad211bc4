package dev.memtrace.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.dedup.DedupService;
import dev.memtrace.ingest.IngestService;
import dev.memtrace.query.QueryService;
import dev.memtrace.testkit.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory with many sessions. On a machine of its own: {@code -Ddirectory.sessions=1000000
 * -Ddirectory.slack=1}.
 */
class DirectoryScaleIT {
    private static final Logger LOGGER = LoggerFactory.getLogger("figures");
    private static final String KEY = "mtk_0123456789abcdef0123456789abcdef";
    private static final int SESSIONS = Integer.getInteger("directory.sessions", 100_000);
    private static final int AGENTS = 1_000;
    private static final OrgId ORG = new OrgId(Ids.DEFAULT_ORG);

    /** A usual build shares its processors: it may take so many times as long as it should. */
    private static final int SLACK = Integer.getInteger("directory.slack", 5);

    private static final Duration ANSWER_MAX = Duration.ofMillis(20).multipliedBy(SLACK);

    /** For every hundred thousand entries. */
    private static final Duration JOIN_MAX = Duration.ofSeconds(5).multipliedBy(SLACK);

    @TempDir private Path folder;

    private final String prefix = Broker.uniquePrefix(DirectoryScaleIT.class);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Settings settings(String file) {
        return Settings.empty()
                .with("server.host", "127.0.0.1")
                .with("server.port", "0")
                .with("kafka.bootstrap_servers", Broker.shared().bootstrapServers())
                .with("kafka.topic_prefix", prefix)
                .with("kafka.partitions", "2")
                .with("kafka.replication_factor", "1")
                .with("kafka.min_insync_replicas", "1")
                .with("auth.bootstrap_key", KEY)
                .with("auth.db_path", folder.resolve(file).toString())
                .with("dedup.state_dir", folder.resolve("dedup").toString())
                .withVariable(MasterKey.VARIABLE, MasterKey.generate());
    }

    @Test
    void many_sessions_are_listed_found_and_made_fast_and_a_new_instance_joins_soon()
            throws Exception {
        try (var parts = new Closing()) {
            parts.add(http);
            parts.add(DedupService.start(settings("none"), Clock.systemUTC()));
            var ingest = parts.add(IngestService.start(settings("ingest.db"), Clock.systemUTC()));
            var last = fill();
            awaitDecided(ingest.port());

            long joining = System.nanoTime();
            var query = parts.add(QueryService.start(settings("query.db"), Clock.systemUTC()));
            var joined = Duration.ofNanos(System.nanoTime() - joining);
            LOGGER.atInfo().addKeyValue("durationMs", joined.toMillis()).log("joined");
            assertThat(status(query.port(), "/ready")).isEqualTo(200);
            assertThat(joined).isLessThan(JOIN_MAX.multipliedBy(Math.ceilDiv(SESSIONS, 100_000)));

            assertFast("create", i -> create(ingest.port(), i));
            assertFast("get", _ -> get(query.port(), "/api/v1/sessions/" + last));
            assertFast("list", _ -> get(query.port(), "/api/v1/sessions?limit=100"));
            assertFast(
                    "list of one agent",
                    i -> get(query.port(), "/api/v1/sessions?limit=100&agent_id=agent-" + i));
        }
    }

    /** One request, asked for the i-th time. */
    private interface Asking {
        void ask(int i) throws IOException, InterruptedException;
    }

    private void assertFast(String what, Asking asking) throws Exception {
        for (int i = 0; i < 300; i++) { // until the code is compiled
            asking.ask(i);
        }
        var took = new long[500];
        for (int i = 0; i < took.length; i++) {
            long start = System.nanoTime();
            asking.ask(i);
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        var p99 = Duration.ofNanos(took[took.length * 99 / 100]);
        LOGGER.atInfo()
                .addKeyValue("sessions", SESSIONS)
                .addKeyValue("p50Us", took[took.length / 2] / 1_000)
                .addKeyValue("p99Us", p99.toNanos() / 1_000)
                .log(what);
        assertThat(p99).as(what + " at p99").isLessThan(ANSWER_MAX);
    }

    /** Wishes for all sessions, without waiting for the decisions; returns the last one's id. */
    private String fill() {
        var kafka = KafkaConfig.from(settings("none"));
        var start = Instant.now().truncatedTo(ChronoUnit.MICROS).minus(1, ChronoUnit.DAYS);
        var id = "";
        try (var producer =
                new KafkaProducer<>(
                        kafka.clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (int i = 0; i < SESSIONS; i++) {
                id = Ids.random(Ids.SESSION);
                var session =
                        new DirectoryEntry.Session(
                                id,
                                ORG,
                                new AgentId("agent-" + i % AGENTS),
                                SessionStatus.ACTIVE,
                                Optional.of("{\"purpose\":\"one of many\",\"number\":" + i + "}"),
                                start.plusMillis(i),
                                start.plusMillis(i),
                                Optional.empty());
                var command = new DirectoryCommand(ReplyAddress.NONE, new Wish.Create(session));
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        kafka.topics().commands(),
                                        ORG.value().getBytes(UTF_8),
                                        command.encode()));
            }
        }
        return id;
    }

    /** Decisions of one org are made in order, so the one asked for last comes last. */
    private void awaitDecided(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        while (post(port, "{\"agent_id\":\"last\"}") != 201) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private void create(int port, int number) throws IOException, InterruptedException {
        var body = "{\"agent_id\":\"agent-1\",\"metadata\":{\"number\":" + number + "}}";
        assertThat(post(port, body)).isEqualTo(201);
    }

    private int post(int port, String body) throws IOException, InterruptedException {
        var request =
                request(port, "/api/v1/sessions")
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, BodyHandlers.ofString()).statusCode();
    }

    private void get(int port, String path) throws IOException, InterruptedException {
        assertThat(status(port, path)).isEqualTo(200);
    }

    private int status(int port, String path) throws IOException, InterruptedException {
        return http.send(request(port, path).build(), BodyHandlers.ofString()).statusCode();
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("x-api-key", KEY);
    }
}
