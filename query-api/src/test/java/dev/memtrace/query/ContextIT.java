package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Session contexts over a real store. */
final class ContextIT {
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
    void a_session_without_memories_is_an_empty_document() {
        var answer = bench.postNothing("/api/v1/sessions/unknown/context");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString())
                .isEqualTo(
                        "{\"session_id\":\"unknown\",\"context\":\"## Session Context (unknown)\\n\",\"memory_count\":0}");
    }

    @Test
    void sessions_are_free_labels_and_need_no_entry_in_the_directory() {
        bench.store(aMemory().session("made-up").content("noted").build());

        assertThat(context("made-up", "{}")).endsWith(": noted\n");
        assertThat(bench.get("/api/v1/sessions/made-up/memories").contents("memories"))
                .containsExactly("noted");
        assertThat(bench.get("/api/v1/sessions/made-up").status()).isEqualTo(404);
    }

    @Test
    void a_session_of_another_org_and_one_without_memories_are_empty_documents() {
        bench.store(aMemory().org("org_b").session("theirs").content("secret").build());
        bench.registry.sessions.add(
                new DirectoryEntry.Session(
                        "sess_empty",
                        new OrgId("org_a"),
                        new AgentId("crawler"),
                        SessionStatus.ACTIVE,
                        Optional.empty(),
                        NOON,
                        NOON,
                        Optional.empty()));

        for (var session : List.of("theirs", "sess_empty")) {
            var answer = bench.post("/api/v1/sessions/" + session + "/context", "{}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("context").asText())
                    .isEqualTo("## Session Context (" + session + ")\n");
            assertThat(answer.json().get("memory_count").asInt()).isZero();
            var memories = bench.get("/api/v1/sessions/" + session + "/memories");
            assertThat(memories.json().toString())
                    .isEqualTo("{\"memories\":[],\"count\":0,\"has_more\":false}");
        }
    }

    @Test
    void max_tokens_is_kept_and_no_character_is_split() {
        for (int i = 0; i < 30; i++) {
            bench.store(
                    aMemory()
                            .session("s1")
                            .content("👩‍👩‍👧‍👦 ünïcödé 日本語 ".repeat(20) + i)
                            .at(NOON.minusSeconds(i))
                            .build());
        }

        for (int tokens : List.of(1, 20, 100, 500, 2_000)) {
            var context = context("s1", "{\"max_tokens\":" + tokens + "}");
            assertThat(Tokens.count(context)).isLessThanOrEqualTo(tokens);
            assertThat(new String(context.getBytes(UTF_8), UTF_8))
                    .isEqualTo(context)
                    .doesNotContain("\uFFFD");
        }
        assertThat(context("s1", "{\"max_tokens\":2000}")).contains("日本語");
    }

    @Test
    void errors_of_every_memory_type_stand_under_errors() {
        bench.store(
                aMemory().session("s1").eventType("error").content("timed out").build(),
                aMemory().session("s1").eventType("error").type("decision").content("bad").build(),
                aMemory().session("s1").content("crawled").build());

        var context = context("s1", "{}");

        assertThat(context).contains("### Errors (2)\n", "### Recent Actions (1)\n");
        assertThat(context.substring(context.indexOf("### Errors")))
                .contains(": timed out\n", ": bad\n");
    }

    @Test
    void what_is_least_important_is_left_out_first() {
        for (int i = 0; i < 40; i++) {
            bench.store(
                    aMemory()
                            .session("s1")
                            .importance(i == 39 ? 1.0 : 0.1)
                            .content((i == 39 ? "vital " : "trifle ") + i + " x".repeat(100))
                            .at(NOON.minusSeconds(i))
                            .build());
        }

        var context = context("s1", "{\"max_tokens\":400}");

        assertThat(context).contains(": vital 39 ").doesNotContain(": trifle 38 ");
    }

    @Test
    void since_is_taken_as_iso_time_too_and_never_passed_over() {
        bench.store(
                aMemory().session("s1").content("new").build(),
                aMemory().session("s1").content("old").at(NOON.minus(Duration.ofDays(2))).build());

        assertThat(context("s1", "{\"since\":\"2026-02-11\"}")).contains(": new\n", ": old\n");
        assertThat(context("s1", "{\"since\":\"2026-02-13T13:30:00+02:00\"}"))
                .contains(": new\n")
                .doesNotContain(": old\n");
        assertThat(status("s1", "{\"since\":\"yesterday\"}")).isEqualTo(400);
        assertThat(status("s1", "{\"since\":24}")).isEqualTo(400);
    }

    @Test
    void a_malformed_body_is_refused_and_does_not_mean_the_defaults() {
        assertThat(status("s1", "{\"since\":")).isEqualTo(400);
        assertThat(status("s1", "since=7d")).isEqualTo(400);
        assertThat(status("s1", "null")).isEqualTo(400);
        assertThat(status("s1", "{\"max_tokens\":1.5}")).isEqualTo(400);
    }

    @Test
    void a_context_covers_the_last_day_unless_told_otherwise() {
        bench.store(
                aMemory().session("s1").content("new").build(),
                aMemory().session("s1").content("old").at(NOON.minus(Duration.ofDays(2))).build(),
                aMemory().session("s2").content("other").build());

        assertThat(context("s1", "{}")).contains(": new\n").doesNotContain("old", "other");
        assertThat(context("s1", "{\"since\":\"7d\"}")).contains(": new\n", ": old\n");
        assertThat(context("s1", "{\"since\":\"2026-02-11T12:00:00Z\",\"until\":\"1d\"}"))
                .contains(": old\n")
                .doesNotContain("new");
    }

    @Test
    void types_are_included_or_excluded_and_the_order_turned() {
        bench.store(
                aMemory().session("s1").content("first").at(NOON.minusSeconds(9)).build(),
                aMemory().session("s1").content("second").at(NOON.minusSeconds(8)).build(),
                aMemory().session("s1").content("choice").type("decision").build());

        assertThat(context("s1", "{\"include_types\":[\"decision\"]}"))
                .contains("choice")
                .doesNotContain("first");
        assertThat(context("s1", "{\"exclude_types\":[\"decision\"]}"))
                .contains("first")
                .doesNotContain("choice");
        assertThat(context("s1", "{\"order\":\"asc\"}")).containsSubsequence("first", "second");
        assertThat(context("s1", "{}")).containsSubsequence("second", "first");
    }

    @Test
    void a_long_session_keeps_its_oldest_decisions() {
        var memories = new ArrayList<Memory>();
        for (int i = 0; i < 3_000; i++) {
            memories.add(
                    aMemory().session("s1").at(NOON.minusSeconds(i)).content("step " + i).build());
        }
        for (int i = 0; i < 5; i++) {
            memories.add(
                    aMemory()
                            .session("s1")
                            .type("decision")
                            .at(NOON.minusSeconds(5_000 + i))
                            .content("choice " + i)
                            .build());
        }
        bench.store(memories);

        var full = bench.post("/api/v1/sessions/s1/context", "{}").json();
        assertThat(full.get("memory_count").asInt()).isEqualTo(ContextEndpoint.MEMORIES_MAX);
        assertThat(full.get("context").asText())
                .contains("### Decisions Made (5)", ": step 0\n", "_at least 1 memories omitted_");
        var brief = context("s1", "{\"max_tokens\":300}");
        assertThat(brief).contains("### Decisions Made (5)", ": step 0\n");
        assertThat(Tokens.count(brief)).isLessThanOrEqualTo(300);
    }

    @Test
    void what_is_most_important_is_there_however_old_it_is() {
        var memories = new ArrayList<Memory>();
        for (int i = 0; i < 3_000; i++) {
            memories.add(
                    aMemory()
                            .session("s1")
                            .importance(i == 2_900 ? 0.9 : 0.1)
                            .at(NOON.minusSeconds(i))
                            .content("step " + i)
                            .build());
        }
        bench.store(memories);

        for (var body : List.of("{}", "{\"max_tokens\":300}")) {
            assertThat(context("s1", body)).contains(": step 2900\n", ": step 0\n");
        }
    }

    @Test
    void long_contents_are_cut_and_blank_starts_do_not_hide_the_text() {
        bench.store(
                aMemory().session("s1").content("\n".repeat(500) + "x".repeat(100_000)).build());

        assertThat(context("s1", "{}")).endsWith(": " + "x".repeat(299) + "…\n");
    }

    @Test
    void what_is_malformed_is_refused() {
        assertThat(status("s1", "{")).isEqualTo(400);
        assertThat(status("s1", "[]")).isEqualTo(400);
        assertThat(status("s1", "{\"max_tokens\":0}")).isEqualTo(400);
        assertThat(status("s1", "{\"max_tokens\":\"500\"}")).isEqualTo(400);
        assertThat(status("s1", "{\"since\":\"then\"}")).isEqualTo(400);
        assertThat(status("s1", "{\"order\":\"up\"}")).isEqualTo(400);
        assertThat(status("s1%0A%23%23%20x", "{}")).isEqualTo(400);
    }

    private int status(String session, String body) {
        return bench.post("/api/v1/sessions/" + session + "/context", body).status();
    }

    private String context(String session, String body) {
        var answer = bench.post("/api/v1/sessions/" + session + "/context", body);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().get("context").asText();
    }
}
