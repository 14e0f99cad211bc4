package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent's memories say of it, over a real store. */
final class AgentActivityIT {
    private static final OrgId ORG = new OrgId("org_a");
    private static final String STATS = "/api/v1/agents/crawler/stats";

    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
        register("agent_1", "crawler");
        register("agent_2", "other");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private void register(String id, String name) {
        bench.registry.agents.add(
                new DirectoryEntry.Agent(
                        id, ORG, name, Optional.empty(), Optional.empty(), NOON.minusSeconds(9)));
    }

    @Test
    void stats_are_of_what_is_under_the_agents_id_and_its_name() {
        bench.store(
                aMemory().agent("agent_1").at(NOON.minusSeconds(5)).build(),
                aMemory().agent("crawler").type("decision").eventType("error").build(),
                aMemory().agent("crawler").eventType("error").build(),
                aMemory().agent("crawler").eventType("error").at(daysAgo(2)).build(),
                aMemory().agent("agent_1").type("made_up").at(daysAgo(400)).build(),
                aMemory().agent("agent_2").at(NOON).build(),
                aMemory().agent("crawler").org("org_b").at(NOON).build());
        addSession("agent_1", SessionStatus.ACTIVE);
        addSession("crawler", SessionStatus.CLOSED);
        addSession("agent_2", SessionStatus.ACTIVE);

        var answer = bench.get(STATS);

        assertThat(answer.json().toString())
                .isEqualTo(
                        "{\"agent_id\":\"agent_1\",\"memory_count\":5,\"memories_24h\":3,\"errors_24h\":2,\"session_count\":2,\"active_sessions\":1,\"last_active_at\":\"2026-02-13T11:59:55Z\",\"memory_types\":{\"episodic\":3,\"decision\":1,\"made_up\":1}}");
        assertThat(bench.get("/api/v1/agents/agent_1/stats").json()).isEqualTo(answer.json());
    }

    @Test
    void an_agent_without_memories_has_counts_of_zero_and_was_never_active() {
        var expected =
                "{\"agent_id\":\"agent_1\",\"memory_count\":0,\"memories_24h\":0,\"errors_24h\":0,\"session_count\":0,\"active_sessions\":0,\"memory_types\":{}}";

        assertThat(bench.get(STATS).json().toString()).isEqualTo(expected);
        bench.store(aMemory().agent("other").build()); // now there is a measurement
        assertThat(bench.get(STATS).json().toString()).isEqualTo(expected);
        assertThat(bench.get("/api/v1/agents/crawler").json().has("last_active_at")).isFalse();
    }

    @Test
    void stats_of_an_agent_that_is_unknown_or_another_orgs_are_not_found() {
        assertThat(bench.get("/api/v1/agents/nobody/stats").status()).isEqualTo(404);
        assertThat(bench.get("key-b", STATS).status()).isEqualTo(404);
        assertThat(bench.get("key-b", STATS).json().get("error").asText())
                .isEqualTo("agent not found");
    }

    @Test
    void each_memory_is_counted_once_however_often_arc_holds_it() throws Exception {
        var ours = aMemory().agent("crawler").eventType("error").build();
        bench.store(ours, ours, aMemory().agent("crawler").build());
        bench.store(ours);

        assertThat(count(bench.get(STATS).json())).isEqualTo(2);
        assertThat(bench.get(STATS).json().get("errors_24h").asInt()).isEqualTo(1);

        OriginalRows.store(bench, "crawler", "first", "first", "second");
        assertThat(count(bench.get(STATS).json())).isEqualTo(4);
    }

    @Test
    void rows_of_the_original_alone_are_counted_too() throws Exception {
        OriginalRows.store(bench, "crawler", "first", "first", "second");

        var stats = bench.get(STATS).json();

        assertThat(count(stats)).isEqualTo(2);
        assertThat(stats.get("memory_types").toString()).isEqualTo("{\"episodic\":2}");
        assertThat(bench.get("/api/v1/agents/crawler").json().get("last_active_at").asText())
                .isEqualTo("2026-02-13T11:59:00Z");
    }

    @Test
    void with_too_many_types_to_show_the_commonest_are_shown_and_all_are_counted() {
        bench.store(
                IntStream.rangeClosed(0, AgentActivity.TYPES_MAX)
                        .mapToObj(i -> aMemory().agent("crawler").type("t" + i).build())
                        .toList());
        bench.store(aMemory().agent("crawler").type("zz").build());
        bench.store(aMemory().agent("crawler").type("zz").build());

        var stats = bench.get(STATS).json();

        assertThat(count(stats)).isEqualTo(AgentActivity.TYPES_MAX + 3);
        assertThat(stats.get("memory_types")).hasSize(AgentActivity.TYPES_MAX);
        assertThat(stats.get("memory_types").get("zz").asInt()).isEqualTo(2);
    }

    @Test
    void stats_count_exactly_what_is_meant() {
        var stored = new ArrayList<Memory>();
        Seeds.forEach(
                10,
                chance -> {
                    var more = new ArrayList<Memory>();
                    for (int i = chance.within(1, 40); i > 0; i--) {
                        more.add(random(chance));
                    }
                    stored.addAll(more);
                    more.addAll(more.subList(0, chance.within(0, more.size()))); // copies
                    Collections.shuffle(more, new Random(chance.seed()));
                    bench.store(more);

                    check(stored.stream().filter(it -> isOfCrawler(it)).toList());
                });
    }

    @Test
    void what_only_the_tail_has_is_counted_and_what_arc_has_as_well_is_counted_once() {
        var accepted = new ArrayList<Memory>();
        Seeds.forEach(
                5,
                chance -> {
                    var kept = new ArrayList<Memory>();
                    for (int i = chance.within(1, 40); i > 0; i--) {
                        var memory = random(chance);
                        accepted.add(memory);
                        boolean isStored = chance.onceIn(2);
                        bench.accept(memory, isStored);
                        if (!isStored) {
                            kept.add(memory);
                        }
                    }
                    check(accepted.stream().filter(it -> isOfCrawler(it)).toList());

                    if (!kept.isEmpty()) {
                        bench.store(kept);
                    }
                    bench.settle();
                    check(accepted.stream().filter(it -> isOfCrawler(it)).toList());
                });
    }

    private void check(List<Memory> memories) {
        var stats = bench.get(STATS).json();
        Predicate<Memory> isRecent = it -> !it.time().isBefore(NOON.minus(Duration.ofHours(24)));
        assertThat(count(stats)).isEqualTo(memories.size());
        assertThat(stats.get("memories_24h").asLong())
                .isEqualTo(memories.stream().filter(isRecent).count());
        assertThat(stats.get("errors_24h").asLong())
                .isEqualTo(
                        memories.stream()
                                .filter(isRecent)
                                .filter(it -> it.eventType().value().equals("error"))
                                .count());
        var types =
                memories.stream()
                        .collect(
                                Collectors.groupingBy(
                                        it -> it.type().value(), Collectors.counting()));
        assertThat(stats.get("memory_types")).hasSize(types.size());
        types.forEach(
                (type, count) ->
                        assertThat(stats.get("memory_types").get(type).asLong()).isEqualTo(count));
        var newest = memories.stream().map(Memory::time).max(Comparator.naturalOrder());
        assertThat(time(stats)).isEqualTo(newest);
        assertThat(time(bench.get("/api/v1/agents/agent_1").json())).isEqualTo(newest);
    }

    private static boolean isOfCrawler(Memory memory) {
        return List.of("agent_1", "crawler").contains(memory.agent().value());
    }

    private static Memory random(Chance chance) {
        return aMemory()
                .agent(chance.oneOf(List.of("agent_1", "crawler", "agent_2", "free")))
                .type(chance.oneOf(List.of("episodic", "decision", "entity", "session")))
                .eventType(chance.oneOf(List.of("general", "error", "errors")))
                .at(NOON.minusSeconds(chance.within(0, 2 * 24 * 60) * 60L))
                .build();
    }

    @Test
    void an_agent_is_shown_with_the_time_of_its_last_memory_and_lists_are_not() {
        bench.store(
                aMemory().agent("agent_1").at(NOON.minusSeconds(30)).build(),
                aMemory().agent("crawler").at(NOON.minusSeconds(20).plusNanos(1_000)).build(),
                aMemory().agent("other").at(NOON).build());

        for (var name : List.of("agent_1", "crawler")) {
            assertThat(bench.get("/api/v1/agents/" + name).json().get("last_active_at").asText())
                    .isEqualTo("2026-02-13T11:59:40.000001Z");
        }
        assertThat(bench.get("/api/v1/agents").json().get("agents").get(0).has("last_active_at"))
                .isFalse();
    }

    @Test
    void an_agent_is_shown_without_that_time_if_no_arc_tells_it() {
        bench.store(aMemory().agent("crawler").build());
        bench.arc.faults().failQueries(1, 503, "busy");
        assertThat(agentWithoutArc().has("last_active_at")).isFalse();
        bench.arc.faults().failQueries(1, 500, "Parser Error: near SECRET");
        assertThat(agentWithoutArc().has("last_active_at")).isFalse();
        bench.bind("org_a", Optional.empty());
        assertThat(agentWithoutArc().has("last_active_at")).isFalse();

        try (var silent = SilentArc.start()) {
            bench.bind("org_a", Optional.of(silent.binding()));
            assertThat(agentWithoutArc().has("last_active_at")).isFalse();
        }

        bench.bind("org_a", Optional.of(bench.binding));
        assertThat(agentWithoutArc().has("last_active_at")).isTrue();
    }

    private JsonNode agentWithoutArc() {
        var answer = bench.get("/api/v1/agents/crawler");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("id").asText()).isEqualTo("agent_1");
        return answer.json();
    }

    private static long count(JsonNode stats) {
        return stats.get("memory_count").asLong();
    }

    private static Optional<Instant> time(JsonNode answer) {
        return Optional.ofNullable(answer.get("last_active_at"))
                .map(it -> Instant.parse(it.asText()));
    }

    private static Instant daysAgo(int days) {
        return NOON.minus(Duration.ofDays(days));
    }

    private void addSession(String agent, SessionStatus status) {
        var id = "sess_" + bench.registry.sessions.size();
        bench.registry.sessions.add(
                new DirectoryEntry.Session(
                        id,
                        ORG,
                        new AgentId(agent),
                        status,
                        Optional.empty(),
                        NOON,
                        NOON,
                        Optional.empty()));
    }
}
