package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.standalone.DrawnQuestions.Question;
import dev.memtrace.standalone.Fleet.Tenant;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No org sees, stalls or loses what is another's. */
class IslandsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private static Path folder;

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(folder, 1, 1);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    /**
     * One org's things. Names and labels are alike in all orgs; what is its own alone is a mark in
     * every text, and the ids.
     */
    private static final class Island {
        private final Tenant tenant;
        private final String mark;
        private final ApiClient writer;
        private final ApiClient reader;
        private final List<String> agents = new ArrayList<>();
        private final List<String> sessions = new ArrayList<>();
        private final List<String> memories = new ArrayList<>();

        Island(Chance chance) {
            // Most share a measurement, as nobody should, so that nothing but the id parts them.
            this.tenant = chance.onceIn(3) ? fleet.tenant() : fleet.tenantInCommon();
            this.mark = "mark" + Long.toUnsignedString(chance.generator().nextLong(), 36);
            this.writer = tenant.at(fleet.ingest(0));
            this.reader = tenant.at(fleet.query(0));
        }

        void settle(Chance chance) {
            await().atMost(PATIENCE)
                    .until(() -> writer.post("/api/v1/sessions", "{}").status() == 400);
            for (var name : List.of("crawler", "writer")) {
                agents.add(
                        made(
                                "/api/v1/agents",
                                "{\"name\":\"%s\",\"description\":\"%s\",\"config\":{\"m\":\"%s\"}}"
                                        .formatted(name, mark, mark)));
            }
            for (int i = chance.within(1, 4); i > 0; i--) {
                sessions.add(
                        made(
                                "/api/v1/sessions",
                                "{\"agent_id\":\"%s\",\"metadata\":{\"m\":\"%s\"}}"
                                        .formatted(
                                                chance.oneOf(List.of("crawler", "writer")), mark)));
            }
            for (int i = chance.within(5, 15); i > 0; i--) {
                memories.add(made("/api/v1/memories", memory(chance, i)));
            }
        }

        /** Labels, types and tags are everybody's; the dedup key, too. */
        private String memory(Chance chance, int number) {
            var session = chance.onceIn(2) ? "shared" : chance.oneOf(sessions);
            return ("{\"agent_id\":\"%s\",\"session_id\":\"%s\",\"memory_type\":\"%s\",\"event_type\":\"%s\","
                            + "\"content\":\"common text %d %s\",\"tags\":[\"common\"],\"importance\":0.5,"
                            + "\"metadata\":{\"m\":\"%s\"},\"dedup_key\":\"same-%d\"}")
                    .formatted(
                            chance.oneOf(List.of("crawler", "writer", agents.getFirst())),
                            session,
                            chance.oneOf(List.of("episodic", "decision", "entity", "session")),
                            chance.oneOf(List.of("general", "error")),
                            number,
                            mark,
                            mark,
                            number);
        }

        private String made(String path, String body) {
            var answer = writer.post(path, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            return answer.body().path("id").asText();
        }

        void awaitStored() {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(
                                                    ids(
                                                            reader.get(
                                                                            "/api/v1/memories?limit=1000")
                                                                    .body()))
                                            .containsExactlyInAnyOrderElementsOf(memories));
        }

        private static List<String> ids(JsonNode list) {
            var ids = new ArrayList<String>();
            list.path("memories").forEach(memory -> ids.add(memory.path("id").asText()));
            return ids;
        }

        /** What nobody else may ever see. */
        Set<String> secrets() {
            var secrets = new TreeSet<String>();
            secrets.add(mark);
            secrets.add(tenant.org().value());
            secrets.add(tenant.key());
            secrets.addAll(agents);
            secrets.addAll(sessions);
            secrets.addAll(memories);
            return secrets;
        }
    }

    /** Every read there is, with filters of all kinds, about ids of its own and of others. */
    private static List<Question> questions(List<Island> all, Chance chance) {
        var agents = all.stream().flatMap(it -> it.agents.stream()).toList();
        var sessions = all.stream().flatMap(it -> it.sessions.stream()).toList();
        var marks = all.stream().map(it -> it.mark).toList();
        var drawn = new DrawnQuestions(chance, agents, sessions, marks);
        var asked = new ArrayList<Question>();
        asked.add(new Question("GET", "/api/v1/memories", ""));
        asked.add(new Question("POST", "/api/v1/search", "{}"));
        for (int i = 0; i < 24; i++) {
            asked.add(drawn.list());
        }
        for (int i = 0; i < 8; i++) {
            asked.add(drawn.search());
            asked.add(drawn.context());
        }
        for (var list : List.of("agents", "sessions")) {
            asked.add(new Question("GET", "/api/v1/" + list, ""));
            asked.add(new Question("GET", "/api/v1/" + list + "?limit=1", ""));
        }
        asked.add(new Question("GET", "/api/v1/sessions?agent_id=crawler", ""));
        asked.add(new Question("GET", "/api/v1/agents/crawler", ""));
        asked.add(new Question("GET", "/api/v1/agents/crawler/stats", ""));
        asked.add(new Question("GET", "/health", ""));
        for (var other : all) {
            for (var agent : other.agents) {
                asked.add(new Question("GET", "/api/v1/agents/" + agent, ""));
                asked.add(new Question("GET", "/api/v1/agents/" + agent + "/stats", ""));
                asked.add(new Question("GET", "/api/v1/agents/" + agent + "/memories", ""));
                asked.add(new Question("GET", "/api/v1/memories?agent_id=" + agent, ""));
                asked.add(new Question("GET", "/api/v1/sessions?agent_id=" + agent, ""));
            }
            for (var session : other.sessions) {
                asked.add(new Question("GET", "/api/v1/sessions/" + session, ""));
                asked.add(new Question("GET", "/api/v1/sessions/" + session + "/memories", ""));
                asked.add(new Question("POST", "/api/v1/sessions/" + session + "/context", "{}"));
                asked.add(
                        new Question(
                                "POST", "/api/v1/search", "{\"session_id\":\"" + session + "\"}"));
            }
            for (var memory : other.memories) {
                asked.add(new Question("GET", "/api/v1/memories/" + memory, ""));
            }
            asked.add(
                    new Question(
                            "POST",
                            "/api/v1/search",
                            "{\"content_contains\":\"" + other.mark + "\"}"));
        }
        return asked;
    }

    @Test
    void no_answer_ever_holds_anything_of_another_org() {
        Seeds.forEach(
                2,
                chance -> {
                    var islands = new ArrayList<Island>();
                    for (int i = 0; i < 3; i++) {
                        islands.add(new Island(chance));
                    }
                    islands.forEach(it -> it.settle(chance));
                    islands.forEach(Island::awaitStored);
                    var questions = questions(islands, chance);
                    for (var me : islands) {
                        for (var question : questions) {
                            assertNothingForeign(me, islands, question);
                        }
                        assertForeignCursorsAreRefused(me, islands);
                        assertForeignThingsCannotBeChanged(me, islands);
                    }
                    islands.forEach(Island::awaitStored); // nor lost anything by all that
                });
    }

    private static void assertNothingForeign(Island me, List<Island> all, Question question) {
        var asked = question.path() + question.body();
        var answer =
                question.method().equals("GET")
                        ? me.reader.get(question.path())
                        : me.reader.post(question.path(), question.body());
        assertThat(answer.status()).as(asked).isIn(200, 404);
        for (var other : all) {
            if (other == me) {
                continue;
            }
            other.secrets().stream()
                    .filter(secret -> !asked.contains(secret)) // what one asks for may be echoed
                    .forEach(secret -> assertThat(answer.text()).as(asked).doesNotContain(secret));
            assertThat(answer.text()).as(asked).doesNotContain(other.mark + " ", other.mark + "\"");
        }
    }

    private static void assertForeignCursorsAreRefused(Island me, List<Island> all) {
        for (var other : all) {
            if (other == me) {
                continue;
            }
            for (var list : List.of("memories", "agents", "sessions")) {
                var cursor =
                        other.reader.get("/api/v1/" + list + "?limit=1").body().path("next_cursor");
                if (cursor.isTextual()) {
                    var answer = me.reader.get("/api/v1/" + list + "?cursor=" + cursor.asText());
                    assertThat(answer.status()).isEqualTo(400);
                }
            }
        }
    }

    private static void assertForeignThingsCannotBeChanged(Island me, List<Island> all) {
        for (var other : all) {
            if (other == me) {
                continue;
            }
            var session = "/api/v1/sessions/" + other.sessions.getFirst();
            assertThat(
                            me.writer
                                    .send(
                                            "PUT",
                                            session,
                                            "{\"status\":\"closed\"}",
                                            "Content-Type",
                                            "application/json")
                                    .status())
                    .isEqualTo(404);
            var agent = "/api/v1/agents/" + other.agents.getFirst();
            assertThat(me.writer.send("DELETE", agent, "").status()).isEqualTo(404);
            assertThat(other.reader.get(session).body().path("status").asText())
                    .isEqualTo("active");
        }
    }

    @Test
    void an_org_without_an_arc_is_told_so_and_holds_nobody_up() {
        var without = fleet.tenantWithoutArc();
        var with = fleet.tenant();
        var memory = "{\"agent_id\":\"a\",\"content\":\"c\"}";

        for (var answer :
                List.of(
                        without.at(fleet.ingest(0)).post("/api/v1/memories", memory),
                        without.at(fleet.query(0)).get("/api/v1/memories"),
                        without.at(fleet.query(0)).post("/api/v1/search", "{}"))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body().path("error").asText())
                    .isEqualTo("no arc instance configured for this org");
            assertThat(answer.body().path("hint").asText()).contains("org add-arc");
        }
        await().untilAsserted(
                        () ->
                                assertThat(
                                                with.at(fleet.ingest(0))
                                                        .post("/api/v1/memories", memory)
                                                        .status())
                                        .isIn(201, 409));
    }

    @Test
    void an_org_at_its_quota_of_requests_is_told_so_and_slows_nobody_else() throws Exception {
        var greedy = fleet.tenant();
        var calm = fleet.tenant();
        await().until(() -> reading(calm) == 200 && reading(greedy) == 200);
        var alone = p90(200, () -> assertRead(calm));
        fleet.decide(new Wish.SetQuota(greedy.org(), new Quota(100, 50)));
        var stop = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.execute(
                        () -> {
                            while (!stop.get()) {
                                reading(greedy);
                            }
                        });
            }
            await().untilAsserted(
                            () -> {
                                var refused = greedy.at(fleet.query(0)).get("/api/v1/memories");
                                assertThat(refused.status()).isEqualTo(429);
                                assertThat(refused.headers().firstValueAsLong("Retry-After"))
                                        .hasValue(1);
                            });

            var beside = p90(200, () -> assertRead(calm));

            stop.set(true);
            assertThat(beside).isLessThan(alone.multipliedBy(10).plusMillis(50));
        } finally {
            stop.set(true);
        }
    }

    @Test
    void an_org_at_its_quota_of_memories_is_told_so_writes_nothing_and_slows_nobody_else()
            throws Exception {
        var greedy = fleet.tenant();
        var calm = fleet.tenant();
        for (var tenant : List.of(calm, greedy)) {
            await().until(() -> writing(tenant, newMemory()).status() == 201);
        }
        var alone = p90(50, () -> assertWritten(calm));
        fleet.decide(new Wish.SetQuota(greedy.org(), new Quota(10, 0)));
        var stop = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.execute(
                        () -> {
                            while (!stop.get()) {
                                writing(greedy, newMemory());
                            }
                        });
            }
            var sent = new AtomicReference<String>();
            var refused =
                    await().until(
                                    () -> {
                                        sent.set(newMemory());
                                        return writing(greedy, sent.get());
                                    },
                                    it -> it.status() == 429);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 300L);
            assertThat(refused.body().path("error").asText())
                    .isEqualTo("this org's quota of memories is used up");
            assertThat(refused.body().path("quota").asText()).isEqualTo("memories_per_second");

            var beside = p90(50, () -> assertWritten(calm));

            stop.set(true);
            assertThat(beside).isLessThan(alone.multipliedBy(10).plusMillis(50));
            fleet.decide(new Wish.SetQuota(greedy.org(), Quota.NONE));
            var again = await().until(() -> writing(greedy, sent.get()), it -> it.status() != 429);
            assertThat(again.status()).as("what was refused was not written").isEqualTo(201);
        } finally {
            stop.set(true);
        }
    }

    private static String newMemory() {
        return "{\"agent_id\":\"a\",\"content\":\"" + UUID.randomUUID() + "\"}";
    }

    private static ApiAnswer writing(Tenant tenant, String memory) {
        return tenant.at(fleet.ingest(0)).post("/api/v1/memories", memory);
    }

    private static void assertWritten(Tenant tenant) {
        assertThat(writing(tenant, newMemory()).status()).isEqualTo(201);
    }

    private static void assertRead(Tenant tenant) {
        assertThat(reading(tenant)).isEqualTo(200);
    }

    private static int reading(Tenant tenant) {
        return tenant.at(fleet.query(0)).get("/api/v1/memories?limit=1").status();
    }

    private static Duration p90(int times, Runnable request) {
        var took = new long[times];
        for (int i = 0; i < took.length; i++) {
            long start = System.nanoTime();
            request.run();
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        return Duration.ofNanos(took[took.length * 9 / 10]);
    }
}
