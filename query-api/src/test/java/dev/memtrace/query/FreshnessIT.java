package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LaneMark;
import dev.memtrace.query.QueryBench.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How current a read is, as its client asks for it and sees it. */
final class FreshnessIT {
    private static final String LIST = "/api/v1/memories";

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

    private static String staleness(Answer answer) {
        return answer.response().headers().firstValue("Memtrace-Staleness").orElse("none");
    }

    @Test
    void a_read_is_strong_and_says_so_unless_it_is_told_otherwise() {
        assertThat(staleness(bench.get(LIST))).isEqualTo("0");
        assertThat(staleness(bench.getWith(LIST, "Read-Consistency", "strong"))).isEqualTo("0");
        assertThat(bench.getWith(LIST, "Read-Consistency", "eventual").status()).isEqualTo(200);

        var wrong = bench.getWith(LIST, "Read-Consistency", "weak");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().get("error").asText())
                .isEqualTo("Read-Consistency must be strong or eventual, got weak");
    }

    @Test
    void what_cannot_be_current_in_time_is_503_and_eventual_says_how_old_it_is() {
        bench.store(aMemory().build());
        bench.tail.becomeStale();
        bench.directoryTopic.becomeStale();

        for (var path :
                List.of(
                        LIST,
                        "/api/v1/sessions",
                        "/api/v1/agents",
                        "/api/v1/sessions/s/memories")) {
            var strong = bench.get(path);
            assertThat(strong.status()).as(path).isEqualTo(503);
            assertThat(strong.response().headers().firstValue("Retry-After")).contains("1");
            assertThat(strong.json().get("error").asText())
                    .isEqualTo(
                            "not everything that was confirmed can be shown within 2 s; try again,"
                                    + " or send Read-Consistency: eventual");
            assertThat(bench.getWith(path, "Prefer", "wait=7").json().get("error").asText())
                    .contains("within 7 s");

            var eventual = bench.getWith(path, "Read-Consistency", "eventual");
            assertThat(eventual.status()).as(path).isEqualTo(200);
            assertThat(staleness(eventual)).isEqualTo("1234");
        }
    }

    @Test
    void memories_that_can_be_shown_from_nowhere_are_never_missing_in_silence() {
        var lane = new LaneMark.Key(new OrgId("org_a"), 0);
        bench.store(aMemory().build());
        bench.tail.index().leaveOut(lane, 50, NOON.minusSeconds(30).toEpochMilli());

        assertThat(bench.get(LIST).status()).isEqualTo(503);
        assertThat(bench.get("key-b", LIST).status()).isEqualTo(200);
        assertThat(bench.get("/api/v1/sessions").status()).isEqualTo(200);
        var eventual = bench.getWith(LIST, "Read-Consistency", "eventual");
        assertThat(eventual.ids("memories")).hasSize(1);
        assertThat(staleness(eventual)).isEqualTo("30000");
    }

    @Test
    void what_leaves_the_tail_while_a_read_waits_is_in_its_answer() {
        bench.store(aMemory().content("stored before").session("s1").build());
        var reads =
                List.<Supplier<Answer>>of(
                        () -> bench.get(LIST),
                        () -> bench.get("/api/v1/sessions/s1/memories"),
                        () -> bench.post("/api/v1/search", "{\"content_contains\":\"leaver\"}"),
                        () -> bench.post("/api/v1/sessions/s1/context", "{}"));
        for (int i = 0; i < reads.size(); i++) {
            var leaver = aMemory().content("leaver no " + i).session("s1").build();
            bench.accept(leaver, false);
            int answered = answered();
            bench.tail.whileWaiting(
                    () -> {
                        // Arc has been asked by then, and did not have it.
                        await().until(() -> answered() > answered);
                        bench.store(leaver);
                        bench.settle();
                    });

            var answer = reads.get(i).get();

            assertThat(answer.json().toString()).contains("leaver no " + i);
        }
    }

    private int answered() {
        return Integer.parseInt(bench.metric("query_questions_total{outcome=\"answered\"}"));
    }

    @Test
    void a_memory_of_the_tail_is_found_by_its_id_and_in_a_search() {
        var memory = aMemory().content("only in the Tail").session("sess_1").build();
        bench.accept(memory, false);

        assertThat(bench.get(LIST + "/" + memory.id()).status()).isEqualTo(200);
        assertThat(bench.get("key-b", LIST + "/" + memory.id()).status()).isEqualTo(404);
        assertThat(bench.post("/api/v1/search", "{\"content_contains\":\"tAIL\"}").ids("results"))
                .containsExactly(memory.id().toString());
        assertThat(
                        bench.post("/api/v1/sessions/sess_1/context", "{}")
                                .json()
                                .get("memory_count")
                                .asInt())
                .isEqualTo(1);
    }
}
