package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memtrace.testkit.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The four services, each a process of its own, as they run in production. */
class ServeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static final Map<String, Served> SERVICES = new ConcurrentHashMap<>();
    private static Site site;

    @BeforeAll
    static void start() throws IOException {
        site = Site.open(folder, ServeIT.class);
        for (var service : List.of("dedup", "ingest", "sink", "query")) {
            restart(service);
        }
    }

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(Served::close);
        site.close();
    }

    private static void restart(String service) {
        SERVICES.put(service, site.start(service));
    }

    private static ApiClient ingest() {
        return SERVICES.get("ingest").api();
    }

    private static ApiClient query() {
        return SERVICES.get("query").api();
    }

    private static String memory(String content) {
        return "{\"agent_id\":\"a1\",\"content\":\"" + content + "\"}";
    }

    @Test
    void a_memory_is_taken_by_one_process_judged_by_another_and_read_from_a_fourth() {
        var first = ingest().post("/api/v1/memories", memory("said once"));
        var repeat = ingest().post("/api/v1/memories", memory("said once"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(repeat.status()).isEqualTo(409);
        assertThat(repeat.body().path("duplicate_of")).isEqualTo(first.body().path("id"));
        var path = "/api/v1/memories/" + first.body().path("id").asText();
        Eventually.equal(200, () -> query().get(path).status());
        assertThat(query().get(path).body().path("content").asText()).isEqualTo("said once");
    }

    @Test
    void an_agent_and_a_session_made_at_ingest_are_known_to_query() {
        var agent = ingest().post("/api/v1/agents", "{\"name\":\"crawler\"}");
        var session = ingest().post("/api/v1/sessions", "{\"agent_id\":\"crawler\"}");

        assertThat(agent.status()).isEqualTo(201);
        assertThat(session.status()).isEqualTo(201);
        var path = "/api/v1/sessions/" + session.body().path("id").asText();
        Eventually.equal(200, () -> query().get(path).status());
        assertThat(query().get(path).body()).isEqualTo(session.body());
        assertThat(query().get("/api/v1/agents/crawler").body()).isEqualTo(agent.body());
    }

    @ParameterizedTest
    @CsvSource({
        "ingest, ingest_dedup_lag_records",
        "dedup, dedup_memories_total",
        "sink, sink_memories_total",
        "query, query_questions_total",
    })
    void each_service_tells_its_health_its_readiness_and_its_figures(
            String service, String figure) {
        var api = SERVICES.get(service).api();

        assertThat(api.get("/health").body().path("status").asText()).isEqualTo("ok");
        assertThat(api.get("/ready").body().path("status").asText()).isEqualTo("ready");
        assertThat(api.metric(figure)).matches("[0-9]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "query"})
    void each_service_that_has_a_part_of_the_api_hands_out_its_description(String service)
            throws IOException {
        var description = SERVICES.get(service).api().get("/openapi.yaml").text();

        assertThat(description).isEqualTo(Files.readString(Path.of("..", "docs", "openapi.yaml")));
    }

    @Test
    void log_lines_are_json_if_that_is_asked_for() {
        var json = site.environment("query-json", Map.of("MEMTRACE_LOG_FORMAT", "json"));
        try (var query = Served.start("query", json)) {
            assertThat(query.process().lines())
                    .filteredOn(line -> !line.startsWith("memtrace query is ready"))
                    .isNotEmpty()
                    .allSatisfy(
                            line -> {
                                var entry = new ObjectMapper().readTree(line);
                                assertThat(entry.path("level").asText()).isEqualTo("INFO");
                                assertThat(entry.has("message")).isTrue();
                            });
        }
    }

    @Test
    void a_second_ingest_instance_beside_the_first_gets_its_own_verdicts() {
        var second = site.environment("ingest-2", Map.of());
        try (var beside = Served.start("ingest", second)) {
            for (int i = 0; i < 20; i++) {
                var one = i % 2 == 0 ? ingest() : beside.api();
                var other = i % 2 == 0 ? beside.api() : ingest();
                assertThat(one.post("/api/v1/memories", memory("in turn " + i)).status())
                        .isEqualTo(201);
                assertThat(other.post("/api/v1/memories", memory("in turn " + i)).status())
                        .isEqualTo(409);
            }
        }
    }

    @Test
    void after_kill_9_of_one_ingest_and_one_query_the_others_serve_all_that_was_made() {
        try (var dyingIngest = site.start("ingest", "ingest-dying");
                var dyingQuery = site.start("query", "query-dying")) {
            var session = made(dyingIngest.api(), "/api/v1/sessions", "{\"agent_id\":\"heir\"}");
            var memory = made(dyingIngest.api(), "/api/v1/memories", memory("last words"));
            eventuallyFound(dyingQuery.api(), "/api/v1/sessions/" + session);

            dyingIngest.process().kill9();
            dyingQuery.process().kill9();

            var later = made(ingest(), "/api/v1/sessions", "{\"agent_id\":\"heir\"}");
            var laterMemory = made(ingest(), "/api/v1/memories", memory("life goes on"));
            assertThat(ingest().post("/api/v1/memories", memory("last words")).status())
                    .isEqualTo(409);
            assertFound(query(), List.of(session, later), List.of(memory, laterMemory));
        }
        try (var fresh = site.start("query", "query-fresh")) {
            // It is ready, so it knows what was decided before; of memories it keeps nothing.
            assertThat(sessions(fresh.api())).hasSize(2);
            assertThat(sessions(fresh.api())).isEqualTo(sessions(query()));
            assertThat(fresh.api().get("/api/v1/memories").body().path("memories")).isNotEmpty();
        }
    }

    private static String made(ApiClient api, String path, String body) {
        var answer = api.post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.body().path("id").asText();
    }

    private static void eventuallyFound(ApiClient api, String path) {
        Eventually.equal(200, () -> api.get(path).status());
    }

    private static void assertFound(ApiClient api, List<String> sessions, List<String> memories) {
        sessions.forEach(id -> eventuallyFound(api, "/api/v1/sessions/" + id));
        memories.forEach(id -> eventuallyFound(api, "/api/v1/memories/" + id));
        assertThat(sessions(api)).containsExactlyInAnyOrderElementsOf(sessions);
    }

    private static List<String> sessions(ApiClient api) {
        var ids = new ArrayList<String>();
        api.get("/api/v1/sessions?agent_id=heir")
                .body()
                .path("sessions")
                .forEach(it -> ids.add(it.path("id").asText()));
        return ids;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "dedup", "sink", "query"})
    void a_service_that_is_told_to_stop_ends_with_exit_code_0_and_comes_back(String service) {
        var process = SERVICES.get(service).process();
        process.terminate();

        assertThat(process.awaitExit(PATIENCE)).isZero();

        restart(service);
        a_memory_written_now_can_be_read(service);
    }

    private static void a_memory_written_now_can_be_read(String after) {
        var answer = ingest().post("/api/v1/memories", memory("after a stop of " + after));
        assertThat(answer.status()).isEqualTo(201);
        var path = "/api/v1/memories/" + answer.body().path("id").asText();
        Eventually.equal(200, () -> query().get(path).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "dedup", "sink"})
    void after_kill_9_among_posts_every_memory_is_stored_once(String killed) throws IOException {
        var agent = "witness-of-" + killed;
        var posts = Posts.start(ServeIT::ingest, agent);
        try (posts) {
            for (int kill = 0; kill < 2; kill++) {
                posts.awaitMore(200);
                SERVICES.get(killed).process().kill9();
                restart(killed);
            }
            posts.awaitMore(200);
        }

        // Judged after all that came before, which is therefore judged, too.
        var repeats = ingest().post("/api/v1/memories", posts.batch());
        assertThat(repeats.status()).isEqualTo(201);
        assertThat(repeats.body().path("memories")).isEmpty();
        AcceptedLog.read(site.kafka()).awaitStored(site.kafka());
        assertThat(ArcRows.contents(site.arc(), agent))
                .containsExactlyInAnyOrderElementsOf(posts.contents());
    }
}
