package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of agents and sessions, page by page. */
final class ListsIT {
    private static final OrgId ORG = new OrgId("org_a");

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
    void lists_show_100_unless_asked_for_1_to_1000() {
        for (int i = 0; i < 1_001; i++) {
            add("e" + i, "x", i);
        }

        for (var list : List.of("agents", "sessions")) {
            assertThat(bench.get("/api/v1/" + list).ids(list)).hasSize(100);
            assertThat(bench.get("/api/v1/" + list + "?limit=1000").ids(list)).hasSize(1_000);
            assertRefused(list + "?limit=0", "limit must be within 1..1000, got 0");
            assertRefused(list + "?limit=1001", "limit must be within 1..1000, got 1001");
        }
    }

    @Test
    void has_more_is_exact_and_comes_with_a_cursor() {
        add("e1", "x", 1);
        add("e2", "x", 2);

        for (var list : List.of("agents", "sessions")) {
            var all = bench.get("/api/v1/" + list + "?limit=2").json();
            assertThat(all.get("count").asInt()).isEqualTo(2);
            assertThat(all.get("has_more").asBoolean()).isFalse();
            assertThat(all.has("next_cursor")).isFalse();
            var part = bench.get("/api/v1/" + list + "?limit=1").json();
            assertThat(part.get("count").asInt()).isEqualTo(1);
            assertThat(part.get("has_more").asBoolean()).isTrue();
            assertThat(part.get("next_cursor").isTextual()).isTrue();
        }
    }

    @Test
    void pages_neither_lose_nor_repeat_an_entry_while_others_are_created() {
        for (int i = 0; i < 7; i++) {
            add("e" + i, "x", 10 + i / 3); // some at the same moment
        }

        for (var list : List.of("agents", "sessions")) {
            var before = bench.get("/api/v1/" + list).ids(list);
            var walked = new ArrayList<String>();
            var path = "/api/v1/" + list + "?limit=2";
            var page = bench.get(path);
            while (true) {
                walked.addAll(page.ids(list));
                add("new" + list + walked.size(), "x", 0);
                if (!page.json().get("has_more").asBoolean()) {
                    break;
                }
                page = bench.get(path + "&cursor=" + page.json().get("next_cursor").asText());
            }

            assertThat(walked).isEqualTo(before);
        }
    }

    @Test
    void a_cursor_is_refused_by_other_orgs_and_other_lists() {
        for (int i = 0; i < 2; i++) {
            add("e" + i, "x", i);
            bench.store(aMemory().agent("x").at(NOON.minusSeconds(i)).build());
        }
        var lists = List.of("agents?", "sessions?", "sessions?agent_id=x&", "memories?");
        for (var made : lists) {
            var cursor =
                    bench.get("/api/v1/" + made + "limit=1").json().get("next_cursor").asText();

            for (var asked : lists) {
                assertThat(bench.get("/api/v1/" + asked + "cursor=" + cursor).status())
                        .as("of %s, for %s", made, asked)
                        .isEqualTo(made.equals(asked) ? 200 : 400);
            }
            assertThat(bench.get("key-b", "/api/v1/" + made + "cursor=" + cursor).status())
                    .isEqualTo(400);
        }
        assertRefused("agents?cursor=abc", "cursor must be the next_cursor of an answer");
        assertRefused("sessions?cursor=%20a%C3%BC", "cursor must be the next_cursor of an answer");
    }

    @Test
    void wrong_parameters_are_named_with_what_was_found_and_what_is_right() {
        add("e1", "x", 1);
        add("e2", "x", 2);
        var cursor = bench.get("/api/v1/agents?limit=1").json().get("next_cursor").asText();

        assertRefused(
                "sessions?agent_id=1a",
                "agent_id must be a letter, then letters, digits, _ or -, at most 128, got 1a");
        assertRefused(
                "agents?limit=1000000000000", "limit must be within 1..1000, got 1000000000000");
        assertRefused("sessions?limit=ten", "limit must be a whole number, got ten");
        assertRefused("agents?offset=-1", "offset must be within 0..100000, got -1");
        assertRefused("agents?offset=1&cursor=" + cursor, "offset and cursor exclude each other");
    }

    private void assertRefused(String path, String error) {
        var answer = bench.get("/api/v1/" + path);

        assertThat(answer.status()).as(path).isEqualTo(400);
        assertThat(answer.json().get("error").asText()).startsWith(error);
    }

    /** An agent and a session. */
    private void add(String id, String agent, int secondsAgo) {
        var time = NOON.minusSeconds(secondsAgo);
        bench.registry.agents.add(
                new DirectoryEntry.Agent(
                        "agent_" + id, ORG, id, Optional.empty(), Optional.empty(), time));
        bench.registry.sessions.add(
                new DirectoryEntry.Session(
                        "sess_" + id,
                        ORG,
                        new AgentId(agent),
                        SessionStatus.ACTIVE,
                        Optional.empty(),
                        time,
                        time,
                        Optional.empty()));
    }
}
