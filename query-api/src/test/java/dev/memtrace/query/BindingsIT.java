package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which Arc an org's questions go to, and what becomes of those that have nowhere to go. */
final class BindingsIT {
    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
        for (var org : List.of("org_a", "org_b", QueryBench.ORG_WITHOUT_ARC)) {
            register(new OrgId(org));
        }
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void every_read_is_of_the_database_and_measurement_of_the_orgs_binding() {
        var ours = bench.place("first", "events");
        var theirs = bench.place("second", "memories");
        bench.bind("org_a", Optional.of(ours));
        bench.bind("org_b", Optional.of(theirs));
        bench.store(ours, memory("org_a", "ours"));
        bench.store(theirs, memory("org_b", "theirs"));
        // What no binding leads to, neither by the database nor by the measurement.
        bench.store(bench.place("first", "memories"), memory("org_a", "stray"));
        bench.store(bench.place("second", "events"), memory("org_b", "stray"));

        assertEveryReadFinds("key-a", "ours");
        assertEveryReadFinds("key-b", "theirs");
    }

    @Test
    void a_binding_that_is_exchanged_counts_from_the_next_read_on() {
        var before = bench.place("first", "events");
        var after = bench.place("other", "memories");
        bench.store(before, memory("org_a", "before"));
        bench.store(after, memory("org_a", "after"));

        bench.bind("org_a", Optional.of(before));
        assertEveryReadFinds("key-a", "before");
        bench.bind("org_a", Optional.of(after));
        assertEveryReadFinds("key-a", "after");
        bench.bind("org_a", Optional.empty());
        assertThat(bench.get("/api/v1/memories").status()).isEqualTo(503);
        bench.bind("org_a", Optional.of(before));
        assertEveryReadFinds("key-a", "before");
    }

    private void assertEveryReadFinds(String key, String content) {
        for (var path :
                List.of("memories", "agents/crawler/memories", "sessions/sess_1/memories")) {
            assertThat(bench.get(key, "/api/v1/" + path).contents("memories"))
                    .as(path)
                    .containsExactly(content);
        }
        var search = bench.post(key, "/api/v1/search", "{}");
        assertThat(search.contents("results")).containsExactly(content);
        var id = search.ids("results").getFirst();
        assertThat(bench.get(key, "/api/v1/memories/" + id).json().get("content").asText())
                .isEqualTo(content);
        var context = bench.post(key, "/api/v1/sessions/sess_1/context", "{}").json();
        assertThat(context.get("context").asText()).endsWith(": " + content + "\n");
        var stats = bench.get(key, "/api/v1/agents/crawler/stats").json();
        assertThat(stats.get("memory_count").asInt()).isEqualTo(1);
        assertThat(bench.get(key, "/api/v1/agents/crawler").json().has("last_active_at")).isTrue();
    }

    @Test
    void an_org_without_a_binding_is_told_so_by_every_read_that_needs_an_arc() {
        var key = "key-z";

        for (var answer :
                List.of(
                        bench.get(key, "/api/v1/memories"),
                        bench.get(key, "/api/v1/memories?offset=5"),
                        bench.get(key, "/api/v1/memories/" + aMemory().build().id()),
                        bench.get(key, "/api/v1/agents/crawler/memories"),
                        bench.get(key, "/api/v1/sessions/sess_1/memories"),
                        bench.get(key, "/api/v1/agents/crawler/stats"),
                        bench.post(key, "/api/v1/search", "{}"),
                        bench.post(key, "/api/v1/sessions/sess_1/context", "{}"))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().toString())
                    .isEqualTo(
                            "{\"error\":\"no arc instance configured for this org\",\"hint\":\"ask an admin to run `memtrace org add-arc <org_id>`\"}");
        }
    }

    @Test
    void agents_and_sessions_of_an_org_without_a_binding_are_shown() {
        var key = "key-z";

        assertThat(bench.get(key, "/api/v1/agents").ids("agents")).hasSize(1);
        assertThat(bench.get(key, "/api/v1/sessions").ids("sessions")).hasSize(1);
        var agent = bench.get(key, "/api/v1/agents/crawler");
        assertThat(agent.status()).isEqualTo(200);
        assertThat(agent.json().has("last_active_at")).isFalse();
        var session = bench.registry.sessions.getLast().id();
        assertThat(bench.get(key, "/api/v1/sessions/" + session).status()).isEqualTo(200);
    }

    private static Memory memory(String org, String content) {
        return aMemory().org(org).agent("crawler").session("sess_1").content(content).build();
    }

    private void register(OrgId org) {
        var agent = "agent_of_" + org;
        bench.registry.agents.add(
                new DirectoryEntry.Agent(
                        agent, org, "crawler", Optional.empty(), Optional.empty(), NOON));
        bench.registry.sessions.add(
                new DirectoryEntry.Session(
                        "sess_of_" + org,
                        org,
                        new AgentId(agent),
                        SessionStatus.ACTIVE,
                        Optional.empty(),
                        NOON,
                        NOON,
                        Optional.empty()));
    }
}
