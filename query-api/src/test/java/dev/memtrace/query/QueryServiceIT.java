package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.ServedAccount;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** query-api with its own copy of the directory, filled from a real broker. */
final class QueryServiceIT {
    /** Sooner than anybody gives up on an Arc. */
    private static final Duration SOON = Duration.ofMillis(1_500);

    private static final List<String> AGES = List.of("oldest_unproven_age_ms", "retention_left_ms");

    private static final OrgId ORG = new OrgId(Ids.DEFAULT_ORG);
    private static final Instant START = Instant.parse("2026-02-13T12:00:00Z");

    private static final Comparator<DirectoryEntry> NEWEST_FIRST =
            Comparator.comparing(DirectoryEntry::createdAt)
                    .thenComparing(DirectoryEntry::id)
                    .reversed();

    @TempDir private Path directory;
    private SilentArc arc;
    private ServiceBench bench;

    @BeforeEach
    void start() throws Exception {
        arc = SilentArc.start();
        bench = ServiceBench.start(QueryServiceIT.class, directory, arc.uri());
    }

    @AfterEach
    void stop() {
        bench.close();
        arc.close();
    }

    @Test
    void ready_depends_on_kafka_and_the_own_copy_of_the_directory_while_an_arc_is_silent()
            throws Exception {
        // Also loads what the first request needs.
        await().until(() -> bench.get("/ready").status() == 200);

        long start = System.nanoTime();
        var ready = bench.get("/ready");
        var elapsed = Duration.ofNanos(System.nanoTime() - start);

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.json().toString())
                .isEqualTo("{\"status\":\"ready\",\"arc\":{\"org_default\":false}}");
        assertThat(elapsed).isLessThan(SOON);
        assertThat(bench.get("/health").json().get("arc").get("org_default").asBoolean()).isFalse();
    }

    @Test
    void an_administrator_sees_where_the_memories_of_the_own_org_are() throws Exception {
        bench.count(new AccountKey.Decided(ORG, 0), new DecidedAccount(5, 3, 1, 9).encode());
        bench.count(
                new AccountKey.Decided(new OrgId("org_other"), 0),
                new DecidedAccount(70, 0, 0, 79).encode());
        bench.count(
                new AccountKey.Served(ORG, 0),
                new ServedAccount(1, 2, 1, 7, 1_000, true, "Arc is away").encode());

        var json = bench.get("/api/v1/admin/pipeline").json();

        assertThat(((ObjectNode) json.deepCopy()).without(AGES).toString())
                .isEqualTo(
                        """
                        {"received":9,"accepted":5,"duplicates":3,"rejected":1,"undecided":0,\
                        "proven":2,"in_flight":2,"refused":1,\
                        "lane":{"state":"closed","reason":"Arc is away"}}""");
        assertThat(json.get("oldest_unproven_age_ms").asLong()).isPositive();
        assertThat(json.get("retention_left_ms").asLong()).isNegative(); // since 1970
    }

    @Test
    void accounts_that_do_not_agree_are_not_told() throws Exception {
        bench.count(new AccountKey.Decided(ORG, 0), new DecidedAccount(5, 0, 0, 9).encode());
        bench.count(
                new AccountKey.Served(ORG, 0),
                new ServedAccount(1, 6, 0, 7, -1, false, "").encode());

        var answer = bench.get("/api/v1/admin/pipeline");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("error").asText()).contains("do not agree yet");
    }

    @Test
    void a_walk_by_cursor_finds_the_whole_list_while_it_grows() {
        var entries = new HashMap<String, DirectoryEntry>();
        Seeds.forEach(
                8,
                chance -> {
                    make(chance, chance.within(0, 40), entries);
                    walk(chance, entries, "agents", "", _ -> true);
                    walk(chance, entries, "sessions", "", _ -> true);
                    walk(chance, entries, "sessions", "agent_id=a1&", QueryServiceIT::isOfA1);
                });
    }

    private static boolean isOfA1(DirectoryEntry entry) {
        return entry instanceof DirectoryEntry.Session session
                && session.agent().value().equals("a1");
    }

    private void walk(
            Chance chance,
            Map<String, DirectoryEntry> entries,
            String list,
            String filter,
            Predicate<DirectoryEntry> isMeant)
            throws Exception {
        var expected = ids(entries, list, isMeant);
        int limit = chance.within(1, 50);
        var path = "/api/v1/" + list + "?" + filter + "limit=" + limit;
        var walked = new ArrayList<String>();
        var page = bench.get(path);
        while (true) {
            var ids = page.ids(list);
            assertThat(page.json().get("count").asInt()).isEqualTo(ids.size());
            walked.addAll(ids);
            if (chance.onceIn(3)) {
                make(chance, 1, entries);
            }
            if (!page.json().get("has_more").asBoolean()) {
                break;
            }
            assertThat(ids).hasSize(limit);
            page = bench.get(path + "&cursor=" + page.json().get("next_cursor").asText());
        }
        assertThat(walked).as(path).isEqualTo(expected);
    }

    /** So many of both, newer than all before, some at the same moment; waits until they show. */
    private void make(Chance chance, int count, Map<String, DirectoryEntry> entries) {
        var made = new ArrayList<DirectoryEntry>();
        var now = START.plusSeconds(entries.size());
        for (int i = 0; i < count; i++) {
            var time = now.plusNanos(1_000L * chance.within(1, 10));
            var name = "n" + entries.size() + "-" + i;
            made.add(
                    new DirectoryEntry.Agent(
                            Ids.random(Ids.AGENT),
                            ORG,
                            name,
                            Optional.empty(),
                            Optional.empty(),
                            time));
            made.add(
                    new DirectoryEntry.Session(
                            Ids.random(Ids.SESSION),
                            ORG,
                            new AgentId(chance.oneOf(List.of("a1", "a2"))),
                            SessionStatus.ACTIVE,
                            Optional.empty(),
                            time,
                            time,
                            Optional.empty()));
        }
        made.forEach(entry -> entries.put(entry.id(), entry));
        bench.decide(made);
        await().untilAsserted(
                        () -> {
                            for (var list : List.of("agents", "sessions")) {
                                assertThat(bench.get("/api/v1/" + list + "?limit=1000").ids(list))
                                        .isEqualTo(ids(entries, list, _ -> true));
                            }
                        });
    }

    private static List<String> ids(
            Map<String, DirectoryEntry> entries, String list, Predicate<DirectoryEntry> isMeant) {
        return entries.values().stream()
                .filter(entry -> entry instanceof DirectoryEntry.Agent == list.equals("agents"))
                .filter(isMeant)
                .sorted(NEWEST_FIRST)
                .map(DirectoryEntry::id)
                .toList();
    }
}
