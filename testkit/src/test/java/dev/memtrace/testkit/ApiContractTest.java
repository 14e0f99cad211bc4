package dev.memtrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** That what is not documented does not pass. */
class ApiContractTest {
    private static final String MEMORY =
            """
            {"id":"mem_019c56716d7b7a01b4b1c2d3e4f50617","memory_id":"mem_019c56716d7b7a01b4b1c2d3e4f50617",
             "time":"2026-02-13T10:00:00Z","org_id":"o","agent_id":"a","memory_type":"episodic",
             "event_type":"general","content":"x","dedup_key":"k"%s}""";
    private static final String PAGE = "{\"memories\":[],\"count\":0,\"has_more\":false}";
    private static final String OVER_QUOTA =
            "{\"error\":\"used up\",\"quota\":\"requests_per_second\"}";
    private static final String ERROR = "{\"error\":\"no\"}";

    private static HttpHeaders headers(String... namesAndValues) {
        var map = new HashMap<String, List<String>>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return HttpHeaders.of(map, (_, _) -> true);
    }

    private static ApiRequest request(String method, String path, String body) {
        return new ApiRequest(
                method,
                URI.create("http://localhost" + path),
                headers("Content-Type", "application/json"),
                body);
    }

    private static ApiAnswer answer(int status, String body, String... more) {
        var all = new java.util.ArrayList<>(List.of("content-type", "application/json"));
        all.addAll(List.of(more));
        return new ApiAnswer(status, headers(all.toArray(String[]::new)), body);
    }

    private static void accepts(ApiRequest request, ApiAnswer answer) {
        assertThatCode(() -> ApiContract.check(request, answer)).doesNotThrowAnyException();
    }

    private static AbstractThrowableAssert<?, ?> refuses(ApiRequest request, ApiAnswer answer) {
        return assertThatThrownBy(() -> ApiContract.check(request, answer))
                .isInstanceOf(AssertionError.class);
    }

    private static ApiRequest post(String body) {
        return request("POST", "/api/v1/memories", body);
    }

    private static ApiRequest get(String path) {
        return request("GET", path, "");
    }

    @Test
    void what_is_documented_passes() {
        accepts(
                post("{\"agent_id\":\"a\",\"content\":\"x\",\"unknown\":1,\"session_id\":null}"),
                answer(201, MEMORY.formatted("")));
        accepts(
                get("/api/v1/memories?tags=a,b&limit=5&since=2h&agent_id="),
                answer(200, PAGE, "Memtrace-Staleness", "0"));
        accepts(get("/api/v1/agents/some%20name"), answer(404, ERROR));
        accepts(request("DELETE", "/api/v1/agents/a", ""), new ApiAnswer(204, headers(), ""));
    }

    @Test
    void an_undocumented_status_is_named_with_its_operation() {
        refuses(post("{}"), answer(418, ERROR))
                .hasMessageContaining("POST /api/v1/memories (createMemories), answered 418")
                .hasMessageContaining("undocumented status");
    }

    @Test
    void an_undocumented_field_is_named_with_its_place() {
        var memory = MEMORY.formatted(",\"secret\":1");
        refuses(
                        get("/api/v1/memories"),
                        answer(200, PAGE.replace("[]", "[" + memory + "]").replace("0", "1")))
                .hasMessageContaining("/memories/0")
                .hasMessageContaining("secret");
        refuses(get("/api/v1/memories"), answer(200, PAGE.replace("}", ",\"more\":1}")))
                .hasMessageContaining("more");
    }

    @Test
    void a_missing_field_and_one_of_the_wrong_form_are_named() {
        refuses(get("/api/v1/memories"), answer(200, "{\"memories\":[],\"count\":0}"))
                .hasMessageContaining("has_more");
        refuses(
                        get("/api/v1/memories/x"),
                        answer(200, MEMORY.formatted("").replace("2026-02-13T", "yesterday ")))
                .hasMessageContaining("/time");
        refuses(get("/api/v1/memories"), answer(200, PAGE.replace("false", "true")))
                .hasMessageContaining("next_cursor");
    }

    @Test
    void a_body_of_another_type_or_one_that_should_not_be_there_is_refused() {
        refuses(
                        get("/api/v1/memories"),
                        new ApiAnswer(200, headers("Content-Type", "text/html"), PAGE))
                .hasMessageContaining("undocumented content type text/html");
        refuses(get("/api/v1/memories"), answer(200, "oops")).hasMessageContaining("no JSON");
        refuses(request("DELETE", "/api/v1/agents/a", ""), answer(204, "{}"))
                .hasMessageContaining("must have no body");
    }

    @Test
    void a_missing_header_is_refused() {
        refuses(get("/api/v1/memories"), answer(429, OVER_QUOTA))
                .hasMessageContaining("Retry-After");
        refuses(get("/api/v1/memories"), answer(429, OVER_QUOTA, "retry-after", "soon"))
                .hasMessageContaining("Retry-After");
        accepts(get("/api/v1/memories"), answer(429, OVER_QUOTA, "retry-after", "2"));
    }

    @Test
    void a_path_or_method_that_is_not_documented_must_not_be_served() {
        refuses(get("/api/v1/nowhere"), answer(200, "{}")).hasMessageContaining("must be 404");
        refuses(request("PATCH", "/api/v1/memories", ""), answer(200, "{}"))
                .hasMessageContaining("must be 405");
        refuses(request("PATCH", "/api/v1/memories", ""), answer(405, ERROR))
                .hasMessageContaining("Allow");
        refuses(request("OPTIONS", "/api/v1/memories", ""), new ApiAnswer(204, headers(), ""))
                .hasMessageContaining("Access-Control-Allow-Methods");
        accepts(get("/api/v1/nowhere"), answer(404, ERROR));
        accepts(request("PATCH", "/api/v1/memories", ""), answer(405, ERROR, "allow", "GET"));
    }

    @Test
    void a_request_that_was_served_must_be_as_documented() {
        refuses(get("/api/v1/memories?limit=0"), answer(200, PAGE))
                .hasMessageContaining("query parameter limit");
        refuses(get("/api/v1/memories?limit=ten"), answer(200, PAGE))
                .hasMessageContaining("query parameter limit");
        refuses(get("/api/v1/memories?secret=1"), answer(200, PAGE))
                .hasMessageContaining("undocumented query parameter secret");
        refuses(get("/api/v1/sessions/a%20b/memories"), answer(200, PAGE))
                .hasMessageContaining("path parameter id");
        refuses(post("{\"agent_id\":\"a\"}"), answer(201, MEMORY.formatted("")))
                .hasMessageContaining("content");
        refuses(post(""), answer(201, MEMORY.formatted(""))).hasMessageContaining("has no body");
    }

    @Test
    void a_request_that_was_refused_may_be_as_it_likes() {
        accepts(get("/api/v1/memories?limit=0"), answer(400, ERROR));
        accepts(post("{"), answer(400, ERROR));
    }

    @Test
    void calls_name_method_path_and_whether_a_key_is_needed() {
        assertThat(ApiContract.calls())
                .contains(
                        new ApiContract.Call("GET", "/metrics", true),
                        new ApiContract.Call("GET", "/health", true),
                        new ApiContract.Call("PUT", "/api/v1/sessions/{id}", false));
    }
}
