package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.ApiContract;
import dev.memtrace.testkit.Seeds;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against all of Memtrace, with what they say held against docs/openapi.yaml. */
final class EveryCallIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static Deployment deployment;
    private static CheckingProxy proxy;
    private static MemtraceClient memtrace;

    @BeforeAll
    static void start() throws Exception {
        deployment = Deployment.start(folder);
        proxy = CheckingProxy.before(deployment.uri());
        memtrace = Deployment.client(proxy.uri());
    }

    @AfterAll
    static void stop() {
        memtrace.close();
        proxy.close();
        deployment.close();
    }

    @AfterEach
    void all_that_was_said_is_as_documented() {
        assertThat(proxy.problems()).isEmpty();
    }

    private static String name() {
        return "n" + UUID.randomUUID();
    }

    private static NewMemory.Builder memory(String content) {
        return NewMemory.builder().agentId("crawler").content(content);
    }

    private static Memory accepted(NewMemory memory) {
        return ((Written.Accepted) memtrace.memories().write(memory)).memory();
    }

    private static NewMemory withEverything(String session) {
        return memory("crawled /pricing of " + session + ": three plans \ud83d\ude00")
                .sessionId(session)
                .memoryType(Memory.DECISION)
                .eventType("plan_chosen")
                .metadata(
                        Map.of(
                                "reasoning",
                                "they change most often",
                                "depth",
                                Map.of("n", 2L, "exact", new BigDecimal("1.10")),
                                "list",
                                List.of(true, 0.5, "x")))
                .tags("pricing", session)
                .importance(0.75)
                .dedupKey("key of " + session)
                .parentId("mem_019c56716d7b7a01b4b1c2d3e4f50617")
                .time(Instant.now().truncatedTo(ChronoUnit.MICROS))
                .build();
    }

    @Test
    void every_call_that_is_documented_can_be_made() {
        var memories = memtrace.memories();
        proxy.asked();

        var memory = accepted(memory("called " + name()).build());
        memories.list(MemoryFilter.ALL);
        memories.search(MemoryFilter.ALL);
        memories.get(memory.id());
        memories.fate(memory.id());
        var agent = memtrace.agents().create(NewAgent.named(name())).id();
        memtrace.agents().get(agent);
        memtrace.agents().list();
        memtrace.agents().stats(agent);
        memtrace.agents().memories(agent, MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        memtrace.agents().delete(agent);
        var session = memtrace.sessions().create(NewSession.of("crawler")).id();
        memtrace.sessions().get(session);
        memtrace.sessions().list();
        memtrace.sessions().close(session);
        memtrace.sessions().memories(session, MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        memtrace.sessions().context(session, ContextRequest.LAST_DAY);
        memtrace.pipeline();
        memtrace.health(Side.READS);
        memtrace.readiness(Side.READS);
        memtrace.metrics(Side.READS);
        memtrace.openApi(Side.READS);

        var asked =
                proxy.asked().stream()
                        .map(it -> it.replaceAll("/(mem|agent|sess)_[0-9a-f]+", "/{id}"))
                        .collect(Collectors.toSet());
        // Streams do not end, so they have tests of their own.
        asked.add("GET /api/v1/memories/stream");
        assertThat(asked)
                .isEqualTo(
                        ApiContract.calls().stream()
                                .map(it -> it.method() + " " + it.path())
                                .collect(Collectors.toSet()));
    }

    @Test
    void a_memory_comes_back_with_everything_that_it_was_sent_with() {
        var session = name();
        var sent = withEverything(session);

        var kept = accepted(sent);

        assertThat(kept.agentId()).isEqualTo(sent.agentId());
        assertThat(kept.content()).isEqualTo(sent.content());
        assertThat(kept.sessionId()).isEqualTo(sent.sessionId());
        assertThat(kept.memoryType()).isEqualTo(Memory.DECISION);
        assertThat(kept.eventType()).isEqualTo("plan_chosen");
        assertThat(kept.metadata()).isEqualTo(sent.metadata());
        assertThat(kept.tags()).isEqualTo(sent.tags());
        assertThat(kept.importance()).isEqualTo(0.75);
        assertThat(kept.dedupKey()).isEqualTo("key of " + session);
        assertThat(kept.parentId()).isEqualTo(sent.parentId());
        assertThat(kept.time()).isEqualTo(sent.time().orElseThrow());
        assertThat(kept.orgId()).isEqualTo("org_default");
        assertThat(memtrace.memories().get(kept.id())).isEqualTo(kept);
    }

    @Test
    void whatever_text_and_metadata_a_memory_has_come_back_the_same() {
        Seeds.forEach(
                50,
                chance -> {
                    var session = name();
                    var sent =
                            memory("+" + chance.nastyText(1_000))
                                    .sessionId(session)
                                    .metadata(JsonTest.map(chance, 2))
                                    .dedupKey(session)
                                    .build();

                    var kept = accepted(sent);

                    assertThat(kept.content()).isEqualTo(sent.content());
                    assertThat(kept.metadata()).isEqualTo(sent.metadata());
                    var filter = MemoryFilter.builder().sessionId(session).build();
                    assertThat(memtrace.memories().listAll(filter)).containsExactly(kept);
                });
    }

    @Test
    void every_condition_of_a_filter_is_met_by_list_and_by_search() {
        var session = name();
        var kept = accepted(withEverything(session));
        accepted(memory("another of " + session).sessionId(session).build());
        var filter =
                MemoryFilter.builder()
                        .agentId("crawler")
                        .sessionId(session)
                        .memoryTypes(Memory.DECISION, Memory.ENTITY)
                        .eventTypes("plan_chosen", "error")
                        .tags("pricing", session)
                        .contentContains("CRAWLED /pricing")
                        .minImportance(0.5)
                        .maxImportance(0.75)
                        .since(kept.time())
                        .until(kept.time().plusSeconds(1))
                        .build();
        var all = MemoryFilter.builder().sessionId(session).since(Duration.ofHours(2)).build();
        var oldestFirst = Paging.FIRST.limit(1).order(Order.OLDEST_FIRST);

        assertThat(memtrace.memories().list(filter).items()).containsExactly(kept);
        assertThat(memtrace.memories().search(filter).page().items()).containsExactly(kept);
        assertThat(memtrace.memories().list(all).items()).hasSize(2);
        var first = memtrace.memories().search(all, oldestFirst, ReadOptions.STRONG).page();
        assertThat(first.items()).containsExactly(kept);
        assertThat(first.hasMore()).isTrue();
        var next = oldestFirst.after(first.nextCursor().orElseThrow());
        assertThat(memtrace.memories().search(all, next, ReadOptions.STRONG).page().hasMore())
                .isFalse();
        assertThat(memtrace.memories().list(all, Paging.FIRST.offset(1)).items()).hasSize(1);
    }

    @Test
    void a_repeat_is_a_duplicate_of_what_is_kept_and_so_is_a_conflict_with_other_content() {
        var key = name();
        var kept = accepted(memory("said once").dedupKey(key).build());

        var repeat = memtrace.memories().write(memory("said once").dedupKey(key).build());
        var conflict = memtrace.memories().write(memory("said else").dedupKey(key).build());

        assertThat(repeat).isEqualTo(new Written.Duplicate(kept.id(), true, false));
        assertThat(conflict).isEqualTo(new Written.Duplicate(kept.id(), false, false));
    }

    @Test
    void an_answer_without_a_verdict_is_pending_and_its_fate_can_be_waited_for() {
        var memory = memory("later " + name()).build();

        var written = memtrace.memories().write(memory, VerdictWait.NONE);
        var pending = ((Written.Pending) written).memory();
        var fate = memtrace.memories().awaitFate(pending.id(), PATIENCE);

        assertThat(fate).isInstanceOfAny(Fate.Accepted.class, Fate.Stored.class);
        assertThat(memtrace.memories().get(pending.id())).isEqualTo(pending);
        var again = memtrace.memories().write(memory, VerdictWait.NONE);
        var repeat = ((Written.Pending) again).memory().id();
        assertThat(memtrace.memories().awaitFate(repeat, PATIENCE))
                .isEqualTo(new Fate.Duplicate(repeat, pending.id(), true));
        assertThat(memtrace.memories().fate("mem_00000000000070008000000000000000"))
                .isEqualTo(new Fate.Unknown("mem_00000000000070008000000000000000"));
    }

    @Test
    void of_a_batch_each_memory_is_accepted_a_duplicate_or_pending() {
        var name = name();
        var first = memory("first " + name).build();
        var second = memory("second " + name).build();

        var batch = memtrace.memories().writeAll(List.of(first, second, first));
        var wait = VerdictWait.atMost(Duration.ofSeconds(3));
        var repeat = memtrace.memories().writeAll(List.of(second), wait);
        var async = memtrace.memories().writeAll(List.of(first, second), VerdictWait.NONE);

        assertThat(batch.accepted())
                .extracting(Memory::content)
                .containsExactly(first.content(), second.content());
        var kept = batch.accepted().getFirst().id();
        assertThat(batch.duplicates())
                .extracting(
                        WrittenBatch.Duplicate::index,
                        WrittenBatch.Duplicate::duplicateOf,
                        WrittenBatch.Duplicate::sameContent)
                .containsExactly(tuple(2, kept, true));
        assertThat(batch.pending()).isEmpty();
        assertThat(batch.mayBeOwnRepeat()).isFalse();
        assertThat(repeat.duplicates()).hasSize(1);
        assertThat(async.pending()).extracting(WrittenBatch.Pending::index).containsExactly(0, 1);
    }

    @Test
    void what_is_wrong_is_named_by_its_field_and_its_place_in_the_batch() {
        var bad = NewMemory.builder().agentId("9").content("c").tags("a b").build();

        assertThatThrownBy(() -> memtrace.memories().write(bad))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(400);
                            assertThat(e.problems())
                                    .extracting(Problem::field)
                                    .containsExactlyInAnyOrder("agent_id", "tags");
                            assertThat(e.problems())
                                    .allMatch(it -> it.index().isEmpty())
                                    .allMatch(it -> e.getMessage().startsWith("POST /api/v1/"));
                        });
        var good = memory("good").build();
        assertThatThrownBy(() -> memtrace.memories().writeAll(List.of(good, bad)))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e ->
                                assertThat(e.problems())
                                        .hasSize(2)
                                        .allMatch(it -> it.index().equals(OptionalInt.of(1))));
        var limit = Paging.FIRST.limit(0);
        assertThatThrownBy(() -> memtrace.memories().list(MemoryFilter.ALL, limit))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("limit must be within 1..1000, got 0");
    }

    @Test
    void all_entries_of_a_list_come_once_however_many_pages_they_fill() {
        var session = name();
        var memories =
                IntStream.range(0, 25)
                        .mapToObj(i -> memory(session + " " + i).sessionId(session).build())
                        .toList();
        assertThat(memtrace.memories().writeAll(memories).accepted()).hasSize(25);
        var filter = MemoryFilter.builder().sessionId(session).build();
        var ten = Paging.FIRST.limit(10);
        proxy.asked();

        assertThat(memtrace.memories().listAll(filter, ten, ReadOptions.STRONG))
                .extracting(Memory::content)
                .containsExactlyInAnyOrderElementsOf(
                        memories.stream().map(NewMemory::content).toList());
        assertThat(proxy.asked()).hasSize(3);
        assertThat(memtrace.memories().listAll(filter, ten, ReadOptions.STRONG).limit(5))
                .hasSize(5);
        assertThat(proxy.asked()).hasSize(1);
        var all = MemoryFilter.ALL;
        assertThat(memtrace.sessions().allMemories(session, all, ten, ReadOptions.STRONG))
                .hasSize(25);
        assertThat(memtrace.agents().allMemories("crawler", filter, ten, ReadOptions.STRONG))
                .hasSize(25);
        assertThat(memtrace.memories().listAll(filter)).hasSize(25);
    }

    @Test
    void an_agent_is_registered_once_found_by_id_and_name_and_removed() {
        var name = "Crawler of " + name();
        var wish =
                NewAgent.named(name)
                        .withDescription("Reads price pages.")
                        .withConfig(Map.of("depth", 2))
                        .withIdempotencyKey(name);

        var agent = memtrace.agents().create(wish);

        assertThat(agent.name()).isEqualTo(name);
        assertThat(agent.description()).contains("Reads price pages.");
        assertThat(agent.config()).isEqualTo(Map.of("depth", 2));
        assertThat(memtrace.agents().create(wish)).isEqualTo(agent);
        assertThat(memtrace.agents().get(agent.id())).isEqualTo(agent);
        assertThat(memtrace.agents().get(name)).isEqualTo(agent);
        assertThat(memtrace.agents().list().items()).contains(agent);
        assertThat(memtrace.agents().listAll()).contains(agent);
        assertThatThrownBy(() -> memtrace.agents().create(NewAgent.named(name)))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.existingId()).contains(agent.id()));

        accepted(NewMemory.builder().agentId(agent.id()).content("I am").build());
        var stats = memtrace.agents().stats(name);
        assertThat(stats.memories()).isEqualTo(1);
        assertThat(stats.memoryTypes()).isEqualTo(Map.of(Memory.EPISODIC, 1L));
        assertThat(stats.lastActiveAt()).isPresent();
        var memories =
                memtrace.agents()
                        .memories(name, MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        assertThat(memories.items()).extracting(Memory::content).containsExactly("I am");

        memtrace.agents().delete(name);
        assertThatThrownBy(() -> memtrace.agents().delete(agent.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("agent not found");
    }

    @Test
    void a_session_is_registered_changed_closed_and_tells_its_history() {
        var wish = NewSession.of("crawler").withMetadata(Map.of("goal", "compare", "n", 1));

        var session = memtrace.sessions().create(wish);

        assertThat(session.status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(memtrace.sessions().get(session.id())).isEqualTo(session);
        assertThat(memtrace.sessions().list().items()).contains(session);
        assertThat(memtrace.sessions().listAll()).contains(session);
        var others = memtrace.sessions().listOf("nobody", Paging.FIRST, ReadOptions.STRONG);
        assertThat(others.items()).isEmpty();
        var merged = new HashMap<String, Object>();
        merged.put("goal", null);
        merged.put("result", "three plans");
        var changed = memtrace.sessions().change(session.id(), SessionChange.merging(merged));
        assertThat(changed.metadata()).isEqualTo(Map.of("n", 1, "result", "three plans"));
        var closed = memtrace.sessions().close(session.id());
        assertThat(closed.status()).isEqualTo(SessionStatus.CLOSED);
        assertThat(closed.closedAt()).contains(closed.updatedAt());

        accepted(memory("chose plan B").sessionId(session.id()).memoryType("decision").build());
        accepted(memory("a fact").sessionId(session.id()).memoryType("entity").build());
        var request =
                ContextRequest.LAST_DAY
                        .since(Duration.ofDays(2))
                        .excluding("entity")
                        .maxTokens(500)
                        .order(Order.OLDEST_FIRST);
        var context = memtrace.sessions().context(session.id(), request);
        assertThat(context.memories()).isEqualTo(1);
        assertThat(context.markdown()).contains("## Session Context", "chose plan B");
        var page =
                memtrace.sessions()
                        .memories(session.id(), MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        assertThat(page.items()).hasSize(2);
        assertThatThrownBy(() -> memtrace.sessions().close("sess_none"))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_eventual_read_says_how_far_behind_it_may_be_and_a_strong_one_is_not() {
        var kept = accepted(memory("fresh " + name()).build());
        var within = ReadOptions.strongWithin(Duration.ofSeconds(5));

        var strong = memtrace.memories().get(kept.id(), within);
        var page = memtrace.memories().list(MemoryFilter.ALL, Paging.FIRST, ReadOptions.EVENTUAL);

        assertThat(strong).isEqualTo(new Read<>(kept, Duration.ZERO));
        assertThat(page.staleness()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(memtrace.agents().list(Paging.FIRST, ReadOptions.EVENTUAL).staleness())
                .isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void a_service_tells_its_health_its_readiness_its_figures_and_its_description() {
        for (var side : Side.values()) {
            assertThat(memtrace.health(side).arcs()).containsKey("org_default");
            assertThat(memtrace.readiness(side).isReady()).isTrue();
            assertThat(memtrace.metrics(side)).contains("# TYPE");
            assertThat(memtrace.openApi(side)).startsWith("openapi: 3.1.0");
        }
    }

    @Test
    void the_pipelines_figures_add_up() {
        accepted(memory("counted " + name()).build());

        var pipeline = memtrace.pipeline();

        assertThat(pipeline.received())
                .isPositive()
                .isEqualTo(
                        pipeline.accepted()
                                + pipeline.duplicates()
                                + pipeline.rejected()
                                + pipeline.undecided());
        assertThat(pipeline.accepted())
                .isEqualTo(pipeline.proven() + pipeline.inFlight() + pipeline.refused());
        assertThat(pipeline.closedBecause()).isEmpty();
    }

    @Test
    void a_key_that_nobody_knows_is_unauthorized() {
        var unknown = "mtk_" + "0".repeat(40);
        try (var stranger = MemtraceClient.builder().uri(proxy.uri()).apiKey(unknown).build();
                var nobody = MemtraceClient.builder().uri(proxy.uri()).build()) {
            assertThatThrownBy(() -> stranger.memories().list(MemoryFilter.ALL))
                    .isInstanceOf(UnauthorizedException.class)
                    .hasMessage("GET /api/v1/memories: 401: invalid API key");
            assertThatThrownBy(() -> nobody.memories().list(MemoryFilter.ALL))
                    .isInstanceOf(UnauthorizedException.class);
        }
    }

    @Test
    void writes_and_reads_may_have_addresses_of_their_own() throws Exception {
        try (var reads = CheckingProxy.before(deployment.uri());
                var apart =
                        MemtraceClient.builder()
                                .writesTo(proxy.uri())
                                .readsFrom(reads.uri())
                                .apiKey(ApiClient.KEY)
                                .build()) {
            proxy.asked();

            var kept = ((Written.Accepted) apart.memories().write(memory(name()).build())).memory();
            apart.memories().search(MemoryFilter.ALL);

            assertThat(apart.memories().get(kept.id())).isEqualTo(kept);
            assertThat(proxy.asked()).containsExactly("POST /api/v1/memories");
            assertThat(reads.asked())
                    .containsExactly("POST /api/v1/search", "GET /api/v1/memories/" + kept.id());
        }
    }

    @Test
    void a_memory_whose_first_answer_got_lost_is_a_duplicate_of_itself() {
        var memory = memory("once only " + name()).sessionId(name()).build();
        proxy.asked();
        proxy.loseAnswers(1);

        var written = memtrace.memories().write(memory);

        assertThat(proxy.asked()).hasSize(2);
        assertThat(written).isInstanceOf(Written.Duplicate.class);
        var duplicate = (Written.Duplicate) written;
        assertThat(duplicate.mayBeOwnRepeat()).isTrue();
        assertThat(duplicate.sameContent()).isTrue();
        assertThat(memtrace.memories().get(duplicate.duplicateOf()).content())
                .isEqualTo(memory.content());
        var filter = MemoryFilter.builder().sessionId(memory.sessionId().orElseThrow()).build();
        assertThat(memtrace.memories().listAll(filter)).hasSize(1);
    }

    @Test
    void a_batch_whose_first_answer_got_lost_is_kept_once() {
        var session = name();
        var memories =
                IntStream.range(0, 5)
                        .mapToObj(i -> memory(session + " " + i).sessionId(session).build())
                        .toList();
        proxy.loseAnswers(2);

        var written = memtrace.memories().writeAll(memories);

        assertThat(written.mayBeOwnRepeat()).isTrue();
        assertThat(written.duplicates()).hasSize(5);
        var filter = MemoryFilter.builder().sessionId(session).build();
        assertThat(memtrace.memories().listAll(filter).map(Memory::id))
                .containsExactlyInAnyOrderElementsOf(
                        written.duplicates().stream()
                                .map(WrittenBatch.Duplicate::duplicateOf)
                                .toList());
    }

    @Test
    void what_is_registered_while_answers_get_lost_is_registered_once() {
        var name = "Once " + name();
        proxy.loseAnswers(1);
        var agent = memtrace.agents().create(NewAgent.named(name));
        proxy.loseAnswers(1);
        var session = memtrace.sessions().create(NewSession.of(name()));

        assertThat(memtrace.agents().listAll().filter(it -> it.name().equals(name)))
                .containsExactly(agent);
        var sessions =
                memtrace.sessions().listOf(session.agentId(), Paging.FIRST, ReadOptions.STRONG);
        assertThat(sessions.items()).containsExactly(session);
        proxy.loseAnswers(1);
        assertThat(memtrace.sessions().close(session.id()).status())
                .isEqualTo(SessionStatus.CLOSED);
    }

    @Test
    void an_agent_is_removed_again_by_id_and_never_by_name() {
        var agent = memtrace.agents().create(NewAgent.named("Gone " + name()));
        proxy.asked();
        proxy.loseAnswers(1);
        memtrace.agents().delete(agent.id());
        assertThat(proxy.asked()).hasSize(2);

        var other = memtrace.agents().create(NewAgent.named("Gone " + name()));
        proxy.asked();
        proxy.loseAnswers(1);
        assertThatThrownBy(() -> memtrace.agents().delete(other.name()))
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.mayHaveBeenDone()).isTrue());
        assertThat(proxy.asked()).hasSize(1);
    }
}
