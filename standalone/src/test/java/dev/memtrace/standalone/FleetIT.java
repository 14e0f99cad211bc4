package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.EntryPage;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Permission;
import dev.memtrace.standalone.Fleet.Instance;
import dev.memtrace.testkit.ApiAnswer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three ingest and two query instances are one service to their clients. */
class FleetIT {
    private static final OrgId DEFAULT_ORG = new OrgId(Ids.DEFAULT_ORG);

    @TempDir private static Path folder;

    private static Fleet fleet;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(folder, 3, 2);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static String id(ApiAnswer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.body().path("id").asText();
    }

    private static String post(Instance instance, String path, String body) {
        return id(instance.api().post(path, body));
    }

    private static JsonNode eventually(Instance instance, String path) {
        return await().until(() -> instance.api().get(path), it -> it.status() == 200).body();
    }

    @Test
    void what_is_made_at_one_instance_is_found_at_every_other() {
        for (int i = 0; i < 3; i++) {
            var session = post(fleet.ingest(i), "/api/v1/sessions", "{\"agent_id\":\"walker\"}");
            var agent = post(fleet.ingest(i), "/api/v1/agents", "{\"name\":\"walker-" + i + "\"}");
            for (int j = 0; j < 2; j++) {
                var found = eventually(fleet.query(j), "/api/v1/sessions/" + session);
                assertThat(found.path("agent_id").asText()).isEqualTo("walker");
                eventually(fleet.query(j), "/api/v1/agents/walker-" + i);
                eventually(fleet.query(j), "/api/v1/agents/" + agent);
            }
            for (int j = 0; j < 3; j++) {
                var closed =
                        fleet.ingest(j)
                                .api()
                                .send(
                                        "PUT",
                                        "/api/v1/sessions/" + session,
                                        "{\"metadata\":{\"seen-by-" + j + "\":true}}",
                                        "Content-Type",
                                        "application/json");
                assertThat(closed.status()).as(closed.text()).isEqualTo(200);
                assertThat(closed.body().path("metadata").size()).isEqualTo(j + 1);
            }
        }
    }

    @Test
    void of_two_instances_that_register_one_name_at_once_one_gets_it_and_all_agree_which()
            throws Exception {
        var winners = new HashMap<String, String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 100; round++) {
                var racers = new ArrayList<Callable<Map.Entry<String, ApiAnswer>>>();
                for (int i = 0; i < 10; i++) {
                    var name = "racer-" + (round * 10 + i);
                    for (int at = 0; at < 2; at++) {
                        var api = fleet.ingest(at).api();
                        racers.add(
                                () ->
                                        Map.entry(
                                                name,
                                                api.post(
                                                        "/api/v1/agents",
                                                        "{\"name\":\"" + name + "\"}")));
                    }
                }
                var byName = new HashMap<String, List<ApiAnswer>>();
                for (var answer : threads.invokeAll(racers)) {
                    byName.computeIfAbsent(answer.get().getKey(), _ -> new ArrayList<>())
                            .add(answer.get().getValue());
                }
                byName.forEach((name, answers) -> winners.put(name, winner(answers)));
            }
        }

        assertThat(winners).hasSize(1_000);
        assertThat(names(fleet.query(0))).containsAllEntriesOf(winners);
        assertThat(names(fleet.query(1))).containsAllEntriesOf(winners);
        // Written again, with the same content: what an update does to the topic.
        winners.keySet().stream().limit(50).forEach(this::removeAndTakeAgain);
        DirectoryTopicCleaner.clean(
                fleet.kafka(),
                () -> post(fleet.ingest(0), "/api/v1/sessions", "{\"agent_id\":\"any\"}"));
        try (var third =
                DirectoryReplica.start(
                        fleet.kafka(), folder.resolve("third.db"), Clock.systemUTC())) {
            var seen = new HashMap<String, String>();
            third.agents(DEFAULT_ORG, EntryPage.newest(100_000))
                    .entries()
                    .forEach(agent -> seen.put(agent.name(), agent.id()));
            await().untilAsserted(() -> assertThat(names(fleet.query(0))).isEqualTo(seen));
            await().untilAsserted(() -> assertThat(names(fleet.query(1))).isEqualTo(seen));
            assertThat(seen.keySet()).containsAll(winners.keySet());
        }
    }

    private void removeAndTakeAgain(String name) {
        var path = "/api/v1/agents/" + name;
        assertThat(fleet.ingest(0).api().send("DELETE", path, "").status()).isEqualTo(204);
        post(fleet.ingest(2), "/api/v1/agents", "{\"name\":\"" + name + "\"}");
    }

    private static String winner(List<ApiAnswer> answers) {
        assertThat(answers).extracting(ApiAnswer::status).containsExactlyInAnyOrder(201, 409);
        var ids = answers.stream().map(answer -> answer.body().path("id").asText()).distinct();
        return assertThat(ids).as("the refusal names the winner").hasSize(1).actual().getFirst();
    }

    /** Ids of all agents by their names. */
    private static Map<String, String> names(Instance query) {
        var names = new HashMap<String, String>();
        for (int offset = 0; ; offset += 1_000) {
            var page = query.api().get("/api/v1/agents?limit=1000&offset=" + offset).body();
            page.path("agents")
                    .forEach(it -> names.put(it.path("name").asText(), it.path("id").asText()));
            if (!page.path("has_more").asBoolean()) {
                return names;
            }
        }
    }

    @Test
    void metadata_that_two_instances_merge_at_once_is_all_there() throws Exception {
        var session = post(fleet.ingest(0), "/api/v1/sessions", "{\"agent_id\":\"merger\"}");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var changes =
                    IntStream.range(0, 100)
                            .<Callable<ApiAnswer>>mapToObj(
                                    i ->
                                            () ->
                                                    fleet.ingest(i % 2)
                                                            .api()
                                                            .send(
                                                                    "PUT",
                                                                    "/api/v1/sessions/" + session,
                                                                    "{\"metadata\":{\"k"
                                                                            + i
                                                                            + "\":"
                                                                            + i
                                                                            + "}}",
                                                                    "Content-Type",
                                                                    "application/json"))
                            .toList();
            for (var change : threads.invokeAll(changes)) {
                assertThat(change.get().status()).isEqualTo(200);
            }
        }

        await().untilAsserted(
                        () ->
                                assertThat(
                                                fleet.query(1)
                                                        .api()
                                                        .get("/api/v1/sessions/" + session)
                                                        .body()
                                                        .path("metadata"))
                                        .hasSize(100));
    }

    @Test
    void a_revoked_key_is_refused_everywhere_within_a_second() {
        var key = Ids.apiKey();
        var entry = fleet.addKey(DEFAULT_ORG, key, EnumSet.allOf(Permission.class));
        for (var instance : fleet.all()) {
            await().until(() -> statusWith(instance, key) == 200);
        }

        fleet.decide(new Wish.RevokeKey(DEFAULT_ORG, entry.id(), Fleet.now()));
        long decided = System.nanoTime();
        for (var instance : fleet.all()) {
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> statusWith(instance, key) == 401);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - decided)).isLessThan(Duration.ofSeconds(1));
    }

    /** Of something that both kinds of instances answer only to those whom they know. */
    private static int statusWith(Instance instance, String key) {
        var api = instance.api().withKey(key);
        return fleet.all().indexOf(instance) < 3
                ? api.post("/api/v1/sessions", "{\"agent_id\":\"any\"}").status() == 201 ? 200 : 401
                : api.get("/api/v1/agents?limit=1").status();
    }

    @Test
    void an_instance_that_goes_is_not_missed_and_one_that_comes_is_ready() {
        var leaving = fleet.addIngest();
        post(leaving, "/api/v1/agents", "{\"name\":\"made-by-one-that-left\"}");
        fleet.retire(leaving);

        post(fleet.ingest(0), "/api/v1/sessions", "{\"agent_id\":\"made-by-one-that-left\"}");
        var late = fleet.addQuery();
        assertThat(late.api().get("/ready").status()).isEqualTo(200);
        assertThat(late.api().get("/api/v1/agents/made-by-one-that-left").status()).isEqualTo(200);
    }

    @Test
    void agents_and_sessions_of_one_org_are_everybodys_in_it_and_nobody_elses() {
        var tenant = fleet.tenant();
        var writer = tenant.at(fleet.ingest(0));
        var reader = tenant.at(fleet.query(0));
        await().until(
                        () ->
                                writer.post("/api/v1/sessions", "{\"agent_id\":\"a\"}").status()
                                        == 201);
        for (var agent : List.of("researcher", "writer", "editor")) {
            var memory =
                    "{\"agent_id\":\"%s\",\"session_id\":\"shared\",\"content\":\"by %s\",\"tags\":[\"launch\"]}"
                            .formatted(agent, agent);
            assertThat(writer.post("/api/v1/memories", memory).status()).isEqualTo(201);
        }

        await().untilAsserted(
                        () ->
                                assertThat(
                                                reader.get("/api/v1/sessions/shared/memories")
                                                        .body()
                                                        .path("count")
                                                        .asInt())
                                        .isEqualTo(3));
        assertThat(reader.get("/api/v1/memories?tags=launch").body().path("count").asInt())
                .isEqualTo(3);
        var context = reader.post("/api/v1/sessions/shared/context", "{}").body();
        assertThat(context.path("memory_count").asInt()).isEqualTo(3);
        assertThat(fleet.query(0).api().get("/api/v1/memories?tags=launch").body().path("count"))
                .isEqualTo(IntNode.valueOf(0));
    }

    @Test
    void a_command_that_nobody_decides_is_503_and_sending_it_again_makes_one_entry() {
        fleet.stopDedup();
        ApiAnswer undecided;
        try {
            undecided =
                    fleet.ingest(0)
                            .api()
                            .post(
                                    "/api/v1/agents",
                                    "{\"name\":\"patient\"}",
                                    "Idempotency-Key",
                                    "once only");
        } finally {
            fleet.startDedup();
        }
        assertThat(undecided.status()).isEqualTo(503);
        assertThat(undecided.headers().firstValue("Retry-After")).isPresent();
        assertThat(undecided.body().path("error").asText())
                .isEqualTo("the directory did not decide in time; it may still do so");

        var again =
                await().until(
                                () ->
                                        fleet.ingest(1)
                                                .api()
                                                .post(
                                                        "/api/v1/agents",
                                                        "{\"name\":\"patient\"}",
                                                        "Idempotency-Key",
                                                        "once only"),
                                answer -> answer.status() != 503);

        var found = eventually(fleet.query(0), "/api/v1/agents/patient");
        assertThat(found.path("id").asText()).isEqualTo(id(again));
        var another =
                fleet.ingest(2)
                        .api()
                        .post(
                                "/api/v1/agents",
                                "{\"name\":\"impatient\"}",
                                "Idempotency-Key",
                                "once only");
        assertThat(another.status()).isEqualTo(409);
    }

    @Test
    void what_appending_and_deciding_took_is_not_waited_for_again_until_it_is_shown() {
        var wait = Duration.ofSeconds(10);
        var left = new AtomicReference<Duration>();
        var found =
                new Wish.Found(
                        new DirectoryEntry.Org(
                                new OrgId(Ids.org()), "name", Quota.NONE, Fleet.now()),
                        Optional.empty());
        long start = System.nanoTime();

        assertThatThrownBy(
                        () ->
                                fleet.decide(
                                        found,
                                        (_, _, patience) -> {
                                            left.set(patience);
                                            return false;
                                        },
                                        wait))
                .isInstanceOf(ApiException.class)
                .hasMessage("the directory has decided but is not read here yet; it may be done");

        var took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(left.get()).isBetween(wait.minus(took), wait.minusNanos(1));
    }
}
