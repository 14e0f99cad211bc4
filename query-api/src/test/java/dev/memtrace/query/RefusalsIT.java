package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not answered, and how. */
final class RefusalsIT {
    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory, Duration.ofMillis(500));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void wrong_parameters_are_named_with_what_was_found_and_what_is_right() {
        assertRefused("limit=0", "limit must be within 1..1000, got 0");
        assertRefused("limit=1001", "limit must be within 1..1000, got 1001");
        assertRefused("limit=1000000000000", "limit must be within 1..1000, got 1000000000000");
        assertRefused("limit=-99999999999", "limit must be within 1..1000, got -99999999999");
        assertRefused("offset=9" + "0".repeat(50), "offset must be within 0..100000, got 90000");
        assertRefused("limit=ten", "limit must be a whole number, got ten");
        assertRefused("offset=-1", "offset must be within 0..100000, got -1");
        assertRefused("order=up", "order must be asc or desc, got up");
        assertRefused("min_importance=2", "min_importance must be within 0..1, got 2.0");
        assertRefused("max_importance=NaN", "max_importance must be within 0..1, got NaN");
        assertRefused("agent_id=a%20b", "agent_id must be a letter");
        assertRefused("memory_type=a-b", "memory_type must be a letter");
        assertRefused("tags=a%27b", "tags must be letters, digits");
        assertRefused("since=yesterday", "since must be ISO 8601, or a time before now");
        assertRefused("until=2026-13-01", "until must be ISO 8601, or a time before now");
        assertRefused("cursor=abc", "cursor must be the next_cursor of an answer");
        assertRefused("content_contains=" + "x".repeat(1_001), "content_contains must be at most");
        assertRefused(
                "tags=" + "a,".repeat(16) + "b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q",
                "tags must be at most 16 values");
    }

    private void assertRefused(String query, String error) {
        var answer = bench.get("/api/v1/memories?" + query);

        assertThat(answer.status()).as(query).isEqualTo(400);
        assertThat(answer.json().get("error").asText()).startsWith(error);
    }

    @Test
    void wrong_types_in_a_body_are_named() {
        assertSearchRefused("{\"limit\":\"10\"}", "limit must be a whole number, got a string");
        assertSearchRefused("{\"limit\":1000000000000}", "limit must be within 1..1000, got 10000");
        assertSearchRefused("{\"limit\":1.5}", "limit must be a whole number, got 1.5");
        assertSearchRefused("{\"tags\":\"a\"}", "tags must be an array of strings, got a string");
        assertSearchRefused(
                "{\"tags\":[1]}", "tags must be an array of strings, got one with a number");
        assertSearchRefused("{\"agent_id\":{}}", "agent_id must be a string, got an object");
        assertSearchRefused(
                "{\"min_importance\":\"1\"}", "min_importance must be a number, got a string");
        assertSearchRefused("{\"since\":7}", "since must be a string, got a number");
        assertSearchRefused("[]", "the body must be a JSON object");
        assertSearchRefused("{", "the body is not valid JSON");
    }

    private void assertSearchRefused(String body, String error) {
        var answer = bench.post("/api/v1/search", body);

        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.json().get("error").asText()).startsWith(error);
    }

    @Test
    void a_cursor_is_good_only_for_its_own_order_and_without_offset() {
        bench.store(aMemory().build(), aMemory().build());
        var cursor = bench.get("/api/v1/memories?limit=1").json().get("next_cursor").asText();

        assertRefused("order=asc&cursor=" + cursor, "cursor must be");
        assertRefused("offset=1&cursor=" + cursor, "offset and cursor exclude each other");
        assertThat(bench.get("key-b", "/api/v1/memories?cursor=" + cursor).status()).isEqualTo(400);
        assertThat(bench.get("/api/v1/memories?cursor=" + cursor).status()).isEqualTo(200);
    }

    @Test
    void an_org_without_an_arc_is_told_what_to_do() {
        var answer = bench.get("key-z", "/api/v1/memories");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().toString())
                .isEqualTo(
                        "{\"error\":\"no arc instance configured for this org\",\"hint\":\"ask an admin to run `memtrace org add-arc <org_id>`\"}");
    }

    @Test
    void an_arc_that_is_away_is_said_so() {
        bench.arc.faults().failQueries(1, 503, "busy");
        assertArcIsAway();

        bench.arc.faults().stallQueries(1);
        assertArcIsAway();

        bench.arc.faults().clear();
        assertThat(bench.get("/api/v1/memories").status()).isEqualTo(200);
    }

    private void assertArcIsAway() {
        var answer = bench.get("/api/v1/memories");

        assertThat(answer.status()).isEqualTo(503);
        // Not the original's words for an org without an Arc, which its SDKs look for.
        assertThat(answer.json().get("error").asText())
                .isEqualTo("the Arc of this org does not answer");
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void what_arc_thinks_of_our_sql_stays_with_us() {
        bench.arc.faults().failQueries(1, 500, "Parser Error: near SECRET");

        var answer = bench.get("/api/v1/memories");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().toString()).isEqualTo("{\"error\":\"internal error\"}");
    }

    @Test
    void callers_without_a_key_are_refused() {
        assertThat(bench.get("nonsense", "/api/v1/memories").status()).isEqualTo(401);
        assertThat(bench.get("nonsense", "/api/v1/memories").json().get("error").asText())
                .isEqualTo("invalid API key");
    }
}
