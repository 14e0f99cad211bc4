package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memtrace.testkit.ApiAnswer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of agents and metadata of sessions come back as they were sent, or are refused. */
class StoredObjectsIT {
    private static final int DEPTH_MAX = 64;
    private static final JsonMapper EXACT =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    @TempDir private static Path folder;

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(folder, 1, 1);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static ApiAnswer write(String method, String path, String body) {
        return fleet.ingest(0).api().send(method, path, body, "Content-Type", "application/json");
    }

    private static ApiAnswer session(String metadata) {
        return write(
                "POST", "/api/v1/sessions", "{\"agent_id\":\"a\",\"metadata\":" + metadata + "}");
    }

    private static ApiAnswer agent(String config) {
        return write("POST", "/api/v1/agents", "{\"name\":\"a\",\"config\":" + config + "}");
    }

    private static ApiAnswer change(String session, String metadata) {
        return write("PUT", "/api/v1/sessions/" + session, "{\"metadata\":" + metadata + "}");
    }

    private static String madeSession(String metadata) {
        var answer = session(metadata);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.body().path("id").asText();
    }

    /** An object within objects, so many in all. */
    private static String objects(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    private static void assertRefused(ApiAnswer answer, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.body().path("error").asText()).isEqualTo(message);
    }

    @Test
    void an_object_that_is_nested_too_deep_is_refused_and_every_list_can_be_read() {
        var deepest = madeSession("{\"a\":1,\"b\":" + objects(DEPTH_MAX - 1) + "}");
        List<Function<String, ApiAnswer>> writes =
                List.of(StoredObjectsIT::session, it -> change(deepest, it));
        for (var tooDeep :
                List.of(
                        objects(DEPTH_MAX + 1),
                        objects(900),
                        "{\"a\":" + "[".repeat(DEPTH_MAX) + "]".repeat(DEPTH_MAX) + "}")) {
            for (var write : writes) {
                assertRefused(write.apply(tooDeep), "metadata must be nested at most 64 deep");
            }
            assertRefused(agent(tooDeep), "config must be nested at most 64 deep");
        }
        assertThat(change(deepest, "{\"c\":" + objects(DEPTH_MAX - 1) + "}").status())
                .isEqualTo(200);

        var api = fleet.query(0).api();
        await().until(() -> api.get("/api/v1/sessions/" + deepest).status() == 200);
        assertThat(api.get("/api/v1/sessions?limit=1000").status()).isEqualTo(200);
        assertThat(api.get("/api/v1/agents?limit=1000").status()).isEqualTo(200);
    }

    @Test
    void numbers_come_back_as_the_numbers_that_were_sent() throws Exception {
        var numbers =
                "{\"a\":1e400,\"b\":-1.5e-400,\"c\":0.1234567890123456789012345678901234567890,"
                        + "\"d\":123456789012345678901234567890,\"e\":1e9999,\"f\":0.10}";

        var made = session(numbers);
        var merged = change(madeSession("{\"e\":1}"), numbers);

        var expected = exactly(numbers);
        var path = "/api/v1/sessions/" + made.body().path("id").asText();
        var read = await().until(() -> fleet.query(0).api().get(path), it -> it.status() == 200);
        for (var answer : List.of(made, merged, read)) {
            assertThat(exactly(answer.text()).path("metadata")).isEqualTo(expected);
        }
    }

    private static JsonNode exactly(String json) throws Exception {
        return EXACT.readTree(json);
    }

    @Test
    void a_number_that_others_could_not_read_again_is_refused() {
        var session = madeSession("{}");
        for (var number : List.of("1e10000", "-1e999999999", "1e-999999999", "99e2147483647")) {
            var object = "{\"a\":[{\"b\":" + number + "}]}";
            var rule = " must have no numbers above 1e9999, and none but 0 below 1e-9999";
            assertRefused(session(object), "metadata" + rule);
            assertRefused(change(session, object), "metadata" + rule);
            assertRefused(agent(object), "config" + rule);
        }
        for (var number : List.of("1e99999999999", "-1e-99999999999")) {
            assertRefused(
                    session("{\"a\":" + number + "}"),
                    "the body has a number whose exponent is beyond all bounds");
        }
    }
}
