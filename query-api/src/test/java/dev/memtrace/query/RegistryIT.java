package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents and sessions as the directory has them. */
final class RegistryIT {
    private static final OrgId ORG = new OrgId("org_a");

    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
        for (int i = 0; i < 3; i++) {
            bench.registry.agents.add(
                    new DirectoryEntry.Agent(
                            "agent_" + i,
                            ORG,
                            "name-" + i,
                            Optional.empty(),
                            Optional.of("{\"model\":\"x\"}"),
                            NOON.minusSeconds(i)));
            bench.registry.sessions.add(
                    new DirectoryEntry.Session(
                            "sess_" + i,
                            ORG,
                            new AgentId("name-" + i),
                            SessionStatus.ACTIVE,
                            Optional.empty(),
                            NOON.minusSeconds(i),
                            NOON,
                            Optional.empty()));
        }
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void pages_by_offset_show_each_agent_and_session_once() {
        for (var list : List.of("agents", "sessions")) {
            var last = bench.get("/api/v1/" + list + "?limit=2&offset=2").json();
            assertThat(last.get(list)).hasSize(1);
            assertThat(last.get("has_more").asBoolean()).isFalse();
            var middle = bench.get("/api/v1/" + list + "?limit=1&offset=1").json();
            assertThat(middle.get(list).get(0).get("id").asText()).endsWith("_1");
            assertThat(middle.get("has_more").asBoolean()).isTrue();
            assertThat(bench.get("/api/v1/" + list + "?offset=3").json().get(list)).isEmpty();
        }
    }

    @Test
    void agents_are_listed_newest_first() {
        var answer = bench.get("/api/v1/agents?limit=2").json();

        assertThat(answer.get("agents").valueStream().map(it -> it.get("name").asText()))
                .containsExactly("name-0", "name-1");
        assertThat(answer.get("count").asInt()).isEqualTo(2);
        assertThat(answer.get("has_more").asBoolean()).isTrue();
        assertThat(bench.get("/api/v1/agents?limit=1001").status()).isEqualTo(400);
        assertThat(bench.get("key-b", "/api/v1/agents").json().get("count").asInt()).isZero();
    }

    @Test
    void an_agent_is_found_by_id_and_by_name() {
        var byName = bench.get("/api/v1/agents/name-1");

        assertThat(byName.json().toString())
                .isEqualTo(
                        "{\"id\":\"agent_1\",\"agent_id\":\"agent_1\",\"org_id\":\"org_a\",\"name\":\"name-1\",\"config\":{\"model\":\"x\"},\"created_at\":\"2026-02-13T11:59:59Z\"}");
        assertThat(bench.get("/api/v1/agents/agent_1").json()).isEqualTo(byName.json());
        assertThat(bench.get("/api/v1/agents/nobody").status()).isEqualTo(404);
        assertThat(bench.get("key-b", "/api/v1/agents/agent_1").status()).isEqualTo(404);
    }

    @Test
    void sessions_are_listed_for_one_agent_or_all() {
        assertThat(bench.get("/api/v1/sessions").json().get("count").asInt()).isEqualTo(3);
        var one = bench.get("/api/v1/sessions?agent_id=name-2").json();
        assertThat(one.get("sessions").toString())
                .isEqualTo(
                        "[{\"id\":\"sess_2\",\"session_id\":\"sess_2\",\"org_id\":\"org_a\",\"agent_id\":\"name-2\",\"status\":\"active\",\"created_at\":\"2026-02-13T11:59:58Z\",\"updated_at\":\"2026-02-13T12:00:00Z\"}]");
        assertThat(bench.get("/api/v1/sessions/sess_2").json())
                .isEqualTo(one.get("sessions").get(0));
        assertThat(bench.get("/api/v1/sessions/nothing").status()).isEqualTo(404);
    }

    @Test
    void a_session_that_is_unknown_or_another_orgs_is_not_found() {
        assertThat(bench.get("/api/v1/sessions/unknown").status()).isEqualTo(404);
        assertThat(bench.get("key-b", "/api/v1/sessions/sess_1").status()).isEqualTo(404);
        assertThat(bench.get("key-b", "/api/v1/sessions/sess_1").json().toString())
                .isEqualTo("{\"error\":\"session not found\"}");
        assertThat(bench.get("/api/v1/sessions/not%20one").status()).isEqualTo(404);
    }

    @Test
    void an_agents_memories_are_those_under_its_id_and_its_name() {
        bench.store(
                aMemory().agent("agent_1").content("by id").build(),
                aMemory().agent("name-1").content("by name").build(),
                aMemory().agent("agent_2").content("another's").build(),
                aMemory().agent("free-label").content("unregistered").build());

        for (var label : new String[] {"agent_1", "name-1"}) {
            assertThat(bench.get("/api/v1/agents/" + label + "/memories").contents("memories"))
                    .containsExactlyInAnyOrder("by id", "by name");
        }
        assertThat(bench.get("/api/v1/agents/free-label/memories").contents("memories"))
                .containsExactly("unregistered");
        assertThat(bench.get("/api/v1/agents/not%20a%20label/memories").status()).isEqualTo(400);
    }
}
