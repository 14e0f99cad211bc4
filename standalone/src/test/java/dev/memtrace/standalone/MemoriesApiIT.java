package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memtrace.core.config.Settings;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole pipeline, over HTTP: real broker, real stream, real store. */
class MemoriesApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path folder;

    private static Standalone memtrace;
    private static ApiClient api;

    @BeforeAll
    static void start() {
        var settings =
                Settings.empty().with("server.port", "0").with("auth.bootstrap_key", ApiClient.KEY);
        memtrace = Standalone.start(settings, DataDirectory.take(folder), Clock.systemUTC());
        api = ApiClient.ofPort(memtrace.port());
    }

    @AfterAll
    static void stop() {
        api.close();
        memtrace.close();
    }

    private static ApiAnswer post(String path, String body, String... headers) {
        return api.post(path, body, headers);
    }

    private static ApiAnswer get(String path) {
        return api.withoutKey().get(path, "Authorization", "Bearer " + ApiClient.KEY);
    }

    private static String memory(String content) {
        return JSON.createObjectNode().put("agent_id", "a1").put("content", content).toString();
    }

    @Test
    void a_memory_is_accepted_once_and_its_repeat_names_it() {
        var first = post("/api/v1/memories", memory("said once"));
        var repeat = post("/api/v1/memories", memory("said once"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.body().path("org_id").asText()).isEqualTo("org_default");
        assertThat(first.body().path("memory_type").asText()).isEqualTo("episodic");
        assertThat(first.body().path("event_type").asText()).isEqualTo("general");
        assertThat(first.body().path("dedup_key").asText()).hasSize(32);
        assertThat(first.body().path("memory_id")).isEqualTo(first.body().path("id"));
        assertThat(repeat.status()).isEqualTo(409);
        assertThat(repeat.body().path("error").asText()).isEqualTo("duplicate memory");
        assertThat(repeat.body().path("duplicate_of")).isEqualTo(first.body().path("id"));
        assertThat(repeat.body().path("same_content").asBoolean()).isTrue();
    }

    @Test
    void the_same_key_with_other_content_is_a_conflict() {
        post(
                "/api/v1/memories",
                "{\"agent_id\":\"a1\",\"content\":\"one\",\"dedup_key\":\"mine\"}");
        var other =
                post(
                        "/api/v1/memories",
                        "{\"agent_id\":\"a1\",\"content\":\"two\",\"dedup_key\":\"mine\"}");

        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().path("same_content").asBoolean()).isFalse();
    }

    @Test
    void a_client_that_does_not_wait_gets_its_memory_with_id_at_once() {
        var answer = post("/api/v1/memories", memory("later"), "Prefer", "respond-async");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Preference-Applied")).contains("respond-async");
        var id = answer.body().path("id").asText();
        Awaitility.await().until(() -> get("/api/v1/memories/" + id).status() == 200);
    }

    @Test
    void a_client_that_does_not_wait_learns_later_what_became_of_its_memory() {
        for (var preference : List.of("respond-async", "wait=0")) {
            var text = memory("not awaited, " + preference);
            var first = post("/api/v1/memories", text, "Prefer", preference);
            var second = post("/api/v1/memories", text, "Prefer", preference);
            assertThat(first.status()).isEqualTo(202);
            assertThat(second.status()).isEqualTo(202);

            var status = second.headers().firstValue("Location").orElseThrow();
            Awaitility.await()
                    .until(() -> get(status).body().path("status").asText().equals("duplicate"));
            var firstId = first.body().path("id").asText();
            assertThat(get(status).body().path("duplicate_of").asText()).isEqualTo(firstId);
            assertThat(
                            get("/api/v1/memories/" + firstId + "/status")
                                    .body()
                                    .path("status")
                                    .asText())
                    .isIn("accepted", "stored");
        }
        var unknown = get("/api/v1/memories/mem_" + "0".repeat(32) + "/status");
        assertThat(unknown.body().path("status").asText()).isEqualTo("unknown");
    }

    @Test
    void preferences_may_come_in_several_headers() {
        var answer =
                post(
                        "/api/v1/memories",
                        memory("in two headers"),
                        "Prefer",
                        "wait=5",
                        "Prefer",
                        "respond-async");

        assertThat(answer.status()).isEqualTo(202);
    }

    @Test
    void a_batch_is_judged_memory_by_memory() {
        post("/api/v1/memories", memory("batch 0"));
        var answer =
                post(
                        "/api/v1/memories",
                        "{\"memories\":["
                                + memory("batch 0")
                                + ","
                                + memory("batch 1")
                                + ","
                                + memory("batch 1")
                                + ","
                                + memory("batch 2")
                                + "]}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().path("count").asInt()).isEqualTo(2);
        assertThat(answer.body().path("memories").findValuesAsText("content"))
                .containsExactly("batch 1", "batch 2");
        assertThat(answer.body().path("duplicates").findValuesAsText("index"))
                .containsExactly("0", "2");
        assertThat(answer.body().path("duplicates").get(1).path("duplicate_of"))
                .isEqualTo(answer.body().path("memories").get(0).path("id"));
        assertThat(answer.body().has("pending")).isFalse();
    }

    @Test
    void a_large_batch_comes_back_whole_and_in_order() {
        var body =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> memory("large " + i))
                        .collect(java.util.stream.Collectors.joining(",", "{\"memories\":[", "]}"));

        var answer = post("/api/v1/memories", body);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body().path("count").asInt()).isEqualTo(10_000);
        assertThat(answer.body().path("memories").findValuesAsText("content"))
                .isEqualTo(IntStream.range(0, 10_000).mapToObj(i -> "large " + i).toList());
    }

    @Test
    void a_batch_with_one_mistake_writes_nothing() {
        var answer =
                post(
                        "/api/v1/memories",
                        "{\"memories\":[" + memory("unwritten") + ",{\"agent_id\":\"a1\"}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().path("errors").get(0).path("index").asInt()).isEqualTo(1);
        assertThat(answer.body().path("errors").get(0).path("field").asText()).isEqualTo("content");
        assertThat(post("/api/v1/memories", memory("unwritten")).status()).isEqualTo(201);
    }

    @Test
    void of_two_equal_posts_at_the_same_instant_exactly_one_is_accepted_a_hundred_times_over()
            throws InterruptedException, ExecutionException {
        int threads = 16;
        try (var posters = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 100; round++) {
                var body = memory("simultaneous " + round);
                var together = new CyclicBarrier(threads);
                var answers = new ArrayList<Future<Integer>>();
                for (int i = 0; i < threads; i++) {
                    answers.add(
                            posters.submit(
                                    () -> {
                                        together.await();
                                        return post("/api/v1/memories", body).status();
                                    }));
                }
                var statuses = new ArrayList<Integer>();
                for (var answer : answers) {
                    statuses.add(answer.get());
                }
                assertThat(statuses)
                        .as("round %d", round)
                        .containsOnlyOnce(201)
                        .containsOnly(201, 409);
            }
        }
    }

    @Test
    void contents_come_back_byte_for_byte() {
        var content =
                "tab\t \"quotes\" \\ back ünï 😀 \u0000 \u2028 __STR_1__ '; DROP TABLE x; --\r\n  end ";
        var id = post("/api/v1/memories", memory(content)).body().path("id").asText();

        Awaitility.await().until(() -> get("/api/v1/memories/" + id).status() == 200);

        assertThat(get("/api/v1/memories/" + id).body().path("content").asText())
                .isEqualTo(content);
    }

    @Test
    void a_memory_of_the_past_keeps_its_time() {
        var answer =
                post(
                        "/api/v1/memories",
                        "{\"agent_id\":\"historian\",\"content\":\"old\",\"time\":\"2001-09-09T01:46:40.123456+00:00\"}");

        assertThat(answer.body().path("time").asText()).isEqualTo("2001-09-09T01:46:40.123456Z");
        Awaitility.await()
                .until(
                        () ->
                                get("/api/v1/memories?agent_id=historian")
                                                .body()
                                                .path("count")
                                                .asInt()
                                        == 1);
        assertThat(get("/api/v1/memories?agent_id=historian").body().findValuesAsText("time"))
                .containsExactly("2001-09-09T01:46:40.123456Z");
    }

    @Test
    void agents_and_sessions_are_there_as_soon_as_they_are_made() {
        var agent = post("/api/v1/agents", "{\"name\":\"crawler\",\"config\":{\"depth\":2}}");
        var session =
                post(
                        "/api/v1/sessions",
                        "{\"agent_id\":\"crawler\",\"metadata\":{\"goal\":\"x\"}}");

        assertThat(agent.status()).isEqualTo(201);
        assertThat(agent.body().path("id").asText()).matches("agent_[0-9a-f]{24}");
        assertThat(get("/api/v1/agents/crawler").body()).isEqualTo(agent.body());
        assertThat(post("/api/v1/agents", "{\"name\":\"crawler\"}").status()).isEqualTo(409);
        assertThat(session.status()).isEqualTo(201);
        assertThat(session.body().path("status").asText()).isEqualTo("active");
        assertThat(get("/api/v1/sessions/" + session.body().path("id").asText()).body())
                .isEqualTo(session.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/v1/memories | application/json | {oops            | 400",
                "POST | /api/v1/memories | application/json | ''               | 400",
                "POST | /api/v1/memories | application/json | []               | 400",
                "POST | /api/v1/memories | text/plain       | {}               | 415",
                "POST | /api/v1/memories | application/x-www-form-urlencoded | {} | 415",
                "POST | /api/v1/sessions | application/json | {}               | 400",
                "POST | /api/v1/sessions | application/json | {\"agent_id\":7} | 400",
                "POST | /api/v1/agents   | application/json | nonsense         | 400",
                "POST | /api/v1/search   | application/json | {\"limit\":\"x\"} | 400",
                "POST | /api/v1/nowhere  | application/json | {}               | 404",
                "GET  | /nowhere         | application/json | ''               | 404",
                "PATCH | /api/v1/memories | application/json | {}              | 405",
                "DELETE | /health        | application/json | ''               | 405",
                "GET  | /api/v1/memories?limit=0 | application/json | ''       | 400",
                "GET  | /api/v1/memories/mem_x | application/json | ''         | 404",
            })
    void a_bad_request_is_answered_with_its_status_and_a_sentence(
            String method, String path, String contentType, String body, int status) {
        var answer = api.send(method, path, body, "content-type", contentType);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().path("error").asText()).isNotBlank().doesNotContain("Exception");
    }

    @Test
    void without_the_right_key_nothing_is_answered() {
        var anybody = api.withoutKey();

        assertThat(anybody.get("/api/v1/memories").body().path("error").asText())
                .isEqualTo("missing API key");
        var wrong = api.withKey("mtk_wrong").get("/api/v1/memories");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body().path("error").asText()).isEqualTo("invalid API key");
        assertThat(anybody.get("/health").body().path("arc").path("org_default").asBoolean())
                .isTrue();
        assertThat(anybody.get("/ready").status()).isEqualTo(200);
    }

    @Test
    void a_page_of_another_origin_may_send_what_the_description_has() {
        var answer =
                api.withoutKey()
                        .send("OPTIONS", "/api/v1/agents", "", "Origin", "https://example.org");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(it -> assertThat(it).contains("GET", "POST"));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValueSatisfying(
                        it ->
                                assertThat(it.split(", "))
                                        .contains(
                                                "authorization",
                                                "content-type",
                                                "idempotency-key",
                                                "prefer",
                                                "x-api-key"));
    }

    @Test
    void a_body_over_the_limit_is_refused() {
        var body = "{\"agent_id\":\"a1\",\"content\":\"" + "x".repeat(17 * 1024 * 1024) + "\"}";

        assertThat(post("/api/v1/memories", body).status()).isEqualTo(413);
    }
}
