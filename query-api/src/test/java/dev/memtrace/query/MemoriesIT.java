package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static dev.memtrace.query.QueryBench.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of memories over a real store: shape, filters, pages. */
final class MemoriesIT {
    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void an_org_without_any_memory_gets_an_empty_list() {
        var answer = bench.get("/api/v1/memories");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString())
                .isEqualTo("{\"memories\":[],\"count\":0,\"has_more\":false}");
    }

    @Test
    void a_memory_is_answered_with_all_that_it_has() {
        var memory =
                aMemory()
                        .session("s1")
                        .type("decision")
                        .eventType("choice")
                        .content("use \\ and 'quotes' and ünicode 🙂")
                        .metadata("{\"k\": [1, {\"x\":null}]}")
                        .tags("prod", "a.b-c_d")
                        .importance(0.75)
                        .build();
        bench.store(memory);

        var found = bench.get("/api/v1/memories").json().get("memories").get(0);

        assertThat(found.toString())
                .isEqualTo(
                        ("{'id':'%1$s','memory_id':'%1$s','time':'2026-02-13T11:59:00Z','org_id':'org_a','agent_id':'agent_a','session_id':'s1','memory_type':'decision','event_type':'choice','content':'use \\\\ and ~quotes~ and ünicode 🙂','metadata':{'k':[1,{'x':null}]},'tags':['prod','a.b-c_d'],'dedup_key':'%2$s','importance':0.75}")
                                .replace('\'', '"')
                                .replace('~', '\'')
                                .formatted(memory.id(), memory.dedupKey()));
        assertThat(bench.get("/api/v1/memories/" + memory.id()).json()).isEqualTo(found);
    }

    @Test
    void what_a_memory_does_not_have_is_left_out() {
        bench.store(aMemory().build());

        var found = bench.get("/api/v1/memories").json().get("memories").get(0);

        assertThat(found.propertyStream().map(java.util.Map.Entry::getKey))
                .containsExactly(
                        "id",
                        "memory_id",
                        "time",
                        "org_id",
                        "agent_id",
                        "memory_type",
                        "event_type",
                        "content",
                        "dedup_key");
    }

    @Test
    void orgs_do_not_see_each_other() {
        var ours = aMemory().content("ours").build();
        var theirs = aMemory().org("org_b").content("theirs").build();
        bench.store(ours, theirs);

        assertThat(bench.get("/api/v1/memories").contents("memories")).containsExactly("ours");
        assertThat(bench.get("/api/v1/memories/" + theirs.id()).status()).isEqualTo(404);
        assertThat(bench.get("key-b", "/api/v1/memories/" + theirs.id()).status()).isEqualTo(200);
    }

    @Test
    void an_unknown_or_malformed_id_is_not_found() {
        bench.store(aMemory().build());

        assertThat(bench.get("/api/v1/memories/mem_00").status()).isEqualTo(404);
        assertThat(bench.get("/api/v1/memories/" + aMemory().build().id()).status()).isEqualTo(404);
        assertThat(bench.get("/api/v1/memories/mem_00").json().get("error").isTextual()).isTrue();
    }

    @Test
    void a_memory_is_found_by_its_id_and_not_where_a_content_quotes_that_id() {
        var memory = aMemory().content("the one").build();
        var gone = aMemory().build().id();
        bench.store(
                aMemory().content("see " + memory.id()).build(),
                aMemory().content("see " + gone).build(),
                memory);

        var found = bench.get("/api/v1/memories/" + memory.id()).json();

        assertThat(found.get("content").asText()).isEqualTo("the one");
        assertThat(found.get("id")).isEqualTo(found.get("memory_id"));
        assertThat(bench.get("/api/v1/memories/" + gone).status()).isEqualTo(404);
        assertThat(bench.get("/api/v1/memories").ids("memories")).contains(memory.id().toString());
    }

    @Test
    void has_more_is_true_exactly_where_there_is_more() {
        bench.store(IntStream.range(0, 4).mapToObj(_ -> aMemory().build()).toList());

        for (int limit = 1; limit <= 6; limit++) {
            var answer = bench.get("/api/v1/memories?limit=" + limit).json();
            assertThat(answer.get("count").asInt()).isEqualTo(Math.min(limit, 4));
            assertThat(answer.get("has_more").asBoolean()).isEqualTo(limit < 4);
            assertThat(answer.has("next_cursor")).isEqualTo(limit < 4);
        }
    }

    @Test
    void a_limit_over_1000_is_refused_and_not_taken_for_100() {
        for (var limit : List.of("1001", "1000000000000")) {
            var answer = bench.get("/api/v1/memories?limit=" + limit);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().get("error").asText())
                    .isEqualTo("limit must be within 1..1000, got " + limit);
        }
        assertThat(bench.get("/api/v1/memories?limit=1000").status()).isEqualTo(200);
    }

    @Test
    void a_week_is_1w_and_any_number_of_minutes_is_a_time_before_now() {
        bench.store(
                aMemory().content("6 days").at(NOON.minus(Duration.ofDays(6))).build(),
                aMemory().content("8 days").at(NOON.minus(Duration.ofDays(8))).build());

        assertFound("since=1w", "6 days");
        assertFound("since=10000m", "6 days"); // 6 days, 22 hours and 40 minutes
        assertFound("since=2w&until=1w", "8 days");
        assertFound("since=20000m&until=10000m", "8 days");
        assertFound("since=999999999m", "6 days", "8 days");
        assertThat(bench.post("/api/v1/search", "{\"since\":\"1w\"}").contents("results"))
                .containsExactly("6 days");
        assertThat(bench.get("/api/v1/agents/agent_a/memories?since=1w").contents("memories"))
                .containsExactly("6 days");
    }

    @Test
    void pages_show_each_memory_once_whatever_ties_and_copies_there_are() {
        // Many memories of the same microsecond, and half of all rows stored twice or thrice.
        var memories =
                IntStream.range(0, 230)
                        .mapToObj(i -> aMemory().content("m" + i).at(NOON.minusSeconds(i / 40)))
                        .map(MemoryBuilder::build)
                        .toList();
        var rows = new ArrayList<>(memories);
        rows.addAll(memories.subList(0, 150));
        rows.addAll(memories.subList(0, 60));
        Collections.shuffle(rows, new Random(7));
        bench.store(rows);

        for (var order : List.of("asc", "desc")) {
            var expected = inOrder(memories, order);
            for (int limit : List.of(1, 7, 100, 229, 230, 231, 1000)) {
                if (limit > 1 || order.equals("asc")) {
                    assertThat(byCursor(order, limit)).isEqualTo(expected);
                }
            }
            assertThat(byOffset(order, 60)).isEqualTo(expected);
        }
    }

    private static List<String> inOrder(List<Memory> memories, String order) {
        var sorted = Comparator.comparing(Position::of);
        return memories.stream()
                .sorted(order.equals("asc") ? sorted : sorted.reversed())
                .map(memory -> memory.id().toString())
                .toList();
    }

    private List<String> byCursor(String order, int limit) {
        var ids = new ArrayList<String>();
        var path = "/api/v1/memories?limit=" + limit + "&order=" + order;
        var answer = bench.get(path);
        while (true) {
            var page = answer.ids("memories");
            assertThat(answer.json().get("count").asInt()).isEqualTo(page.size());
            ids.addAll(page);
            if (!answer.json().get("has_more").asBoolean()) {
                assertThat(answer.json().has("next_cursor")).isFalse();
                return ids;
            }
            assertThat(page).hasSize(limit);
            answer = bench.get(path + "&cursor=" + answer.json().get("next_cursor").asText());
        }
    }

    private List<String> byOffset(String order, int limit) {
        var ids = new ArrayList<String>();
        while (true) {
            var answer =
                    bench.get(
                            "/api/v1/memories?limit=%d&order=%s&offset=%d"
                                    .formatted(limit, order, ids.size()));
            ids.addAll(answer.ids("memories"));
            if (!answer.json().get("has_more").asBoolean()) {
                return ids;
            }
        }
    }

    @Test
    void an_offset_beyond_the_end_is_an_empty_page() {
        bench.store(aMemory().build());

        assertThat(bench.get("/api/v1/memories?offset=1").ids("memories")).isEmpty();
        assertThat(bench.get("/api/v1/memories?offset=99999").ids("memories")).isEmpty();
    }

    @Test
    void memories_that_arrive_between_pages_do_not_shift_them() {
        bench.store(
                aMemory().content("old").at(NOON.minusSeconds(50)).build(),
                aMemory().content("new").at(NOON.minusSeconds(40)).build());
        var first = bench.get("/api/v1/memories?limit=1");

        bench.store(aMemory().content("newest").at(NOON.minusSeconds(30)).build());

        var cursor = first.json().get("next_cursor").asText();
        assertThat(bench.get("/api/v1/memories?limit=1&cursor=" + cursor).contents("memories"))
                .containsExactly("old");
    }

    @Test
    void each_filter_selects() {
        bench.store(
                aMemory().content("plain").build(),
                aMemory().content("agent").agent("agent_b").build(),
                aMemory().content("session").session("s1").build(),
                aMemory().content("type").type("decision").build(),
                aMemory().content("event").eventType("error").build(),
                aMemory().content("important").importance(0.9).build(),
                aMemory().content("early").at(NOON.minus(Duration.ofDays(3))).build());

        assertFound("agent_id=agent_b", "agent");
        assertFound("session_id=s1", "session");
        assertFound("memory_type=decision", "type");
        assertFound("event_type=error", "event");
        assertFound("min_importance=0.9", "important");
        assertFound("since=2h&until=30m");
        assertFound("until=30m", "early");
        assertFound("since=1w&until=2026-02-11", "early");
        assertFound("since=2026-02-10T12:00:00Z&until=2026-02-10T12:00:00.000001Z", "early");
        assertFound("since=2026-02-10T12:00:00.000001Z&until=2026-02-11");
        assertFound("content_contains=TYP", "type");
        assertThat(bench.get("/api/v1/memories?max_importance=0.5").json().get("count").asInt())
                .isEqualTo(6);
        assertThat(bench.get("/api/v1/memories?until=now").json().get("count").asInt())
                .isEqualTo(7);
    }

    private void assertFound(String query, String... contents) {
        assertThat(bench.get("/api/v1/memories?" + query).contents("memories"))
                .as(query)
                .containsExactlyInAnyOrder(contents);
    }

    @Test
    void tags_match_whole_never_by_a_part_and_all_of_them() {
        bench.store(
                aMemory().content("one").tags("prod").build(),
                aMemory().content("two").tags("a", "prod", "cust_1").build(),
                aMemory().content("not").tags("products", "cust_12", "myprod").build(),
                aMemory().content("none").build());

        assertFound("tags=prod", "one", "two");
        assertFound("tags=cust_1", "two");
        assertFound("tags=prod,cust_1", "two");
        assertFound("tags=prod&tags=cust_1", "two");
        assertFound("tags=prod,cust_12");
        assertFound("tags=pro");
    }

    @Test
    void contents_are_found_in_any_case_and_with_backslashes_as_they_are() {
        var contents =
                List.of(
                        "C:\\",
                        "a\\nb",
                        "it's",
                        "__STR_1__",
                        "; DROP TABLE x --",
                        "read_parquet('x')",
                        "100%",
                        "ÄÖÜ straße",
                        "ΣΊΣΥΦΟΣ",
                        "日本語🙂");
        bench.store(contents.stream().map(it -> aMemory().content(it).build()).toList());

        for (var content : contents) {
            assertFound("content_contains=" + encoded(content), content);
        }
        assertFound("content_contains=" + encoded("\\"), "C:\\", "a\\nb");
        assertFound("content_contains=" + encoded("äöÜ STRAß"), "ÄÖÜ straße");
        assertFound("content_contains=" + encoded("σίσυ"), "ΣΊΣΥΦΟΣ");
        assertFound("content_contains=" + encoded("%"), "100%");
        assertFound("content_contains=" + encoded("' OR 1=1 --"));
    }

    @Test
    void sessions_show_all_time_and_agents_the_last_day() {
        var old = NOON.minus(Duration.ofDays(40));
        bench.store(
                aMemory().content("new").session("s1").build(),
                aMemory().content("old").session("s1").at(old).build(),
                aMemory().content("other").session("s2").agent("agent_b").build());

        assertThat(bench.get("/api/v1/sessions/s1/memories").contents("memories"))
                .containsExactly("new", "old");
        assertThat(bench.get("/api/v1/agents/agent_a/memories").contents("memories"))
                .containsExactly("new");
        assertThat(bench.get("/api/v1/agents/agent_a/memories?since=90d").contents("memories"))
                .containsExactly("new", "old");
        assertThat(bench.get("/api/v1/sessions/nobody/memories").json().get("count").asInt())
                .isZero();
    }

    @Test
    void the_longest_filter_that_is_allowed_is_answered() {
        bench.store(aMemory().build());
        var types =
                String.join(
                        "\",\"",
                        IntStream.range(0, Asking.LIST_ITEMS_MAX)
                                .mapToObj(i -> "t".repeat(62) + (10 + i))
                                .toList());
        var body =
                """
                {"agent_id":"%s","session_id":"%s","memory_types":["%s"],"event_types":["%s"],"tags":["%s"],
                 "content_contains":"%s","since":"2h","until":"now","min_importance":0.1,"max_importance":0.9}"""
                        .formatted(
                                "a".repeat(128),
                                "s".repeat(128),
                                types,
                                types,
                                types,
                                "x".repeat(Asking.CONTENT_BYTES_MAX));

        assertThat(bench.post("/api/v1/search", body).status()).isEqualTo(200);
    }
}
