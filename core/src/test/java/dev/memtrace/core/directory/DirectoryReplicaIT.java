package dev.memtrace.core.directory;

import static dev.memtrace.core.directory.DirectoryBench.NOON;
import static dev.memtrace.core.directory.DirectoryBench.ORG;
import static dev.memtrace.core.directory.DirectoryBench.OTHER;
import static dev.memtrace.core.directory.DirectoryBench.PATIENCE;
import static dev.memtrace.core.directory.DirectoryBench.agent;
import static dev.memtrace.core.directory.DirectoryBench.arc;
import static dev.memtrace.core.directory.DirectoryBench.org;
import static dev.memtrace.core.directory.DirectoryBench.session;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.CannotStartException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryReplicaIT {
    @TempDir private Path folder;

    private DirectoryBench bench;
    private Path file;

    @BeforeEach
    void start() {
        bench = new DirectoryBench();
        file = folder.resolve("directory.db");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static boolean wasRebuilt(DirectoryReplica replica) {
        return !replica.metrics().contains("directory_rebuilds_total 0\n");
    }

    private static void damageFrom(Path file, long start) throws IOException {
        try (var damaged = new RandomAccessFile(file.toFile(), "rw")) {
            var noise = new byte[4096];
            Arrays.fill(noise, (byte) 0xA5);
            for (long at = start; at < damaged.length(); at += noise.length) {
                damaged.seek(at);
                damaged.write(noise);
            }
        }
    }

    @Test
    void a_copy_shows_what_is_decided_while_it_follows() {
        var replica = bench.replica(file);
        var agent = agent(ORG, "crawler");

        long revision = bench.write(org(ORG), arc(ORG, 3), agent);

        assertThat(replica.awaitApplied(ORG, revision, PATIENCE)).isTrue();
        assertThat(replica.org(ORG)).contains(org(ORG));
        assertThat(replica.arc(ORG)).contains(arc(ORG, 3));
        assertThat(replica.agent(ORG, "crawler")).contains(agent);
        assertThat(replica.agent(ORG, agent.id())).contains(agent);
        assertThat(replica.agent(OTHER, agent.id())).isEmpty();
        assertThat(replica.agent(OTHER, "crawler")).isEmpty();
    }

    @Test
    void a_new_copy_shows_what_was_decided_before() {
        var agent = agent(ORG, "crawler");
        bench.write(org(ORG), org(OTHER), arc(ORG, 3), agent);

        var replica = bench.replica(file);

        assertThat(replica.orgs()).containsExactlyInAnyOrder(org(ORG), org(OTHER));
        assertThat(replica.arcs()).containsExactly(arc(ORG, 3));
        assertThat(replica.agents(ORG, EntryPage.newest(10)).entries()).containsExactly(agent);
        assertThat(wasRebuilt(replica)).isFalse();
    }

    @Test
    void what_is_removed_is_gone_from_every_copy() {
        var agent = agent(ORG, "crawler");
        bench.write(org(ORG), arc(ORG, 1), agent);
        var replica = bench.replica(file);

        bench.remove(arc(ORG, 1));
        long revision = bench.remove(agent);

        assertThat(replica.awaitApplied(ORG, revision, PATIENCE)).isTrue();
        assertThat(replica.agent(ORG, "crawler")).isEmpty();
        assertThat(replica.arc(ORG)).isEmpty();
        assertThat(bench.replica(folder.resolve("late.db")).agent(ORG, "crawler")).isEmpty();
    }

    @Test
    void an_org_that_is_removed_takes_all_it_has_with_it() {
        var theirs = agent(OTHER, "crawler");
        bench.write(org(ORG), org(OTHER), arc(ORG, 1), agent(ORG, "crawler"), theirs);
        bench.write(session(ORG, "crawler", NOON));
        var replica = bench.replica(file);

        bench.remove(org(ORG));

        await().until(() -> replica.org(ORG).isEmpty());
        assertThat(replica.orgs()).containsExactly(org(OTHER));
        assertThat(replica.arcs()).isEmpty();
        assertThat(replica.agents(ORG, EntryPage.newest(10)).entries()).isEmpty();
        assertThat(replica.sessions(ORG, Optional.empty(), EntryPage.newest(10)).entries())
                .isEmpty();
        assertThat(replica.agents(OTHER, EntryPage.newest(10)).entries()).containsExactly(theirs);
    }

    @Test
    void an_agent_is_found_by_its_name_however_many_orgs_have_one_of_that_name() {
        var mine = agent(ORG, "crawler");
        for (int i = 0; i < 150; i++) {
            bench.write(agent(new OrgId("org_" + i), "crawler"));
        }
        bench.write(mine);

        assertThat(bench.replica(file).agent(ORG, "crawler")).contains(mine);
    }

    @Test
    void pages_of_sessions_are_newest_first_and_meet_without_gap() {
        var sessions = new ArrayList<DirectoryEntry.Session>();
        for (int i = 0; i < 25; i++) {
            // Some at the same moment: then the id decides.
            sessions.add(session(ORG, i % 5 == 0 ? "a" : "b", NOON.minusMillis(i / 3)));
        }
        bench.write(sessions.toArray(DirectoryEntry[]::new));
        bench.write(session(OTHER, "a", NOON));
        var replica = bench.replica(file);

        var whole = replica.sessions(ORG, Optional.empty(), EntryPage.newest(100)).entries();
        assertThat(whole).containsExactlyInAnyOrderElementsOf(sessions);
        assertThat(whole)
                .isSortedAccordingTo(
                        Comparator.comparing(DirectoryEntry.Session::createdAt)
                                .thenComparing(DirectoryEntry.Session::id)
                                .reversed());
        var walked = new ArrayList<DirectoryEntry.Session>();
        Optional<EntryPage.Position> after = Optional.empty();
        do {
            var page =
                    replica.sessions(ORG, Optional.empty(), new EntryPage(4, 0, after)).entries();
            walked.addAll(page);
            after =
                    page.isEmpty()
                            ? Optional.empty()
                            : Optional.of(EntryPage.Position.of(page.getLast()));
        } while (after.isPresent());
        assertThat(walked).isEqualTo(whole);
        assertThat(replica.sessions(ORG, Optional.of("a"), EntryPage.newest(100)).entries())
                .hasSize(5);
        assertThat(
                        replica.sessions(
                                        ORG,
                                        Optional.empty(),
                                        new EntryPage(5, 20, Optional.empty()))
                                .entries())
                .isEqualTo(whole.subList(20, 25));
        assertThat(replica.sessionCounts(ORG, List.of("a", "nobody")))
                .isEqualTo(new SessionCounts(5, 5));
    }

    @Test
    void a_record_that_cannot_be_read_is_set_aside_and_holds_nobody_up() throws SQLException {
        var replica = bench.replica(file);
        bench.writeRaw("agent:x".getBytes(UTF_8), new byte[] {9});
        bench.writeRaw(new byte[] {1, 2}, null);

        long revision = bench.write(agent(ORG, "crawler"));

        assertThat(replica.awaitApplied(ORG, revision, PATIENCE)).isTrue();
        assertThat(replica.isFollowing()).isTrue();
        assertThat(replica.metrics()).contains("{outcome=\"aside\"} 2\n");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*), max(value) FROM aside")) {
            assertThat(row.getInt(1)).isEqualTo(2);
            assertThat(row.getBytes(2)).containsExactly(9);
        }
    }

    @Nested
    class A_copy_that_starts_again {
        private DirectoryEntry.Agent onlyHere;

        /** An entry that the file has and the topic has no longer, tombstone and all. */
        @BeforeEach
        void keep_what_the_topic_forgets() {
            onlyHere = agent(ORG, "only-here");
            bench.write(org(ORG), onlyHere);
            bench.replica(file).close();
            bench.cleanEverything();
        }

        private DirectoryReplica again(Clock clock) {
            bench.write(org(OTHER));
            var replica = bench.replica(file, clock);
            assertThat(replica.org(OTHER)).isPresent();
            return replica;
        }

        @Test
        void goes_on_where_it_stopped() {
            var replica = again(Clock.systemUTC());

            assertThat(replica.agent(ORG, "only-here")).contains(onlyHere);
            assertThat(replica.metrics()).contains("{outcome=\"applied\"} 1\n");
            assertThat(wasRebuilt(replica)).isFalse();
        }

        @Test
        void after_half_the_life_of_a_tombstone_is_made_anew() {
            var replica = again(Clock.offset(Clock.systemUTC(), Duration.ofDays(4)));

            assertThat(replica.agent(ORG, "only-here")).isEmpty();
            assertThat(replica.org(ORG)).isEmpty();
            assertThat(wasRebuilt(replica)).isTrue();
        }

        @Test
        void on_another_topic_of_the_name_is_made_anew() throws Exception {
            bench.makeTopicAnew();

            assertThat(again(Clock.systemUTC()).agent(ORG, "only-here")).isEmpty();
        }

        @Test
        void from_a_file_of_another_schema_is_made_anew() throws SQLException {
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = connection.createStatement()) {
                statement.execute("PRAGMA user_version = 2");
            }

            assertThat(again(Clock.systemUTC()).agent(ORG, "only-here")).isEmpty();
        }

        @Test
        void from_a_file_that_is_no_database_is_made_anew() throws IOException {
            Files.writeString(
                    file,
                    "not a database, and longer than a header of one hundred bytes ".repeat(9));

            assertThat(again(Clock.systemUTC()).agent(ORG, "only-here")).isEmpty();
        }

        @Test
        void from_a_file_with_a_damaged_page_is_made_anew() throws IOException {
            damageFrom(file, 4096);

            assertThat(again(Clock.systemUTC()).agent(ORG, "only-here")).isEmpty();
        }

        @Test
        void without_its_file_is_made_anew() throws IOException {
            Files.delete(file);

            assertThat(again(Clock.systemUTC()).agent(ORG, "only-here")).isEmpty();
        }
    }

    @Test
    void a_copy_whose_topic_is_made_anew_while_it_follows_is_made_anew() throws Exception {
        var before = agent(ORG, "before");
        bench.write(before);
        var replica = bench.replica(file);

        bench.makeTopicAnew();
        var later = agent(ORG, "after");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> {
                            assertThat(wasRebuilt(replica)).isTrue();
                            assertThat(replica.isFollowing()).isTrue();
                        });
        bench.write(later);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(replica.agents(ORG, EntryPage.newest(9)).entries())
                                        .containsExactly(later));
    }

    @Test
    void a_page_of_large_entries_ends_early_and_says_that_there_are_more() {
        var metadata = "{\"m\":\"" + "x".repeat(60_000) + "\"}";
        for (int i = 0; i < 200; i++) {
            bench.write(
                    new DirectoryEntry.Session(
                            Ids.random(Ids.SESSION),
                            ORG,
                            new AgentId("a"),
                            SessionStatus.ACTIVE,
                            Optional.of(metadata),
                            NOON.plusMillis(i),
                            NOON,
                            Optional.empty()));
        }
        var replica = bench.replica(file);

        var seen = new HashSet<String>();
        Optional<EntryPage.Position> after = Optional.empty();
        boolean hasMore = true;
        while (hasMore) {
            var page = replica.sessions(ORG, Optional.empty(), new EntryPage(1_000, 0, after));
            assertThat(page.entries().size()).isBetween(1, 100);
            page.entries().forEach(session -> assertThat(seen.add(session.id())).isTrue());
            after = Optional.of(EntryPage.Position.of(page.entries().getLast()));
            hasMore = page.hasMore();
        }
        assertThat(seen).hasSize(200);
    }

    @Test
    void damage_that_a_reader_meets_is_mended_by_making_the_copy_anew() throws IOException {
        var sessions = new ArrayList<DirectoryEntry.Session>();
        for (int i = 0; i < 5_000; i++) {
            sessions.add(session(ORG, "a", NOON.plusMillis(i)));
        }
        bench.write(sessions.toArray(DirectoryEntry[]::new));
        var replica = bench.replica(file);
        damageFrom(file, 40 * 4096);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            for (var session : sessions) {
                                assertThatCode(() -> replica.session(ORG, session.id()))
                                        .satisfiesAnyOf(
                                                it -> assertThat(it).isNull(),
                                                it ->
                                                        assertThat(it)
                                                                .isInstanceOf(ApiException.class));
                            }
                            assertThat(wasRebuilt(replica)).isTrue();
                        });
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(ApiException.class)
                .untilAsserted(
                        () -> {
                            assertThat(replica.session(ORG, sessions.getLast().id()))
                                    .contains(sessions.getLast());
                            assertThat(replica.isFollowing()).isTrue();
                        });
    }

    @Test
    void a_tombstone_of_no_org_holds_nobody_up() {
        var replica = bench.replica(file);
        bench.writeRaw("org:no org".getBytes(UTF_8), null);
        bench.writeRaw("arc:*".getBytes(UTF_8), null);
        long revision = bench.write(org(ORG));

        assertThat(replica.awaitApplied(ORG, revision, PATIENCE)).isTrue();
        try (var tenants = FollowedTenants.start(bench.kafka, Clock.systemUTC())) {
            assertThat(tenants.org(ORG)).isPresent();
        }
    }

    @Test
    void two_services_do_not_use_one_file() {
        bench.replica(file);

        assertThatThrownBy(() -> bench.replica(file))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("another service uses")
                .hasMessageContaining("auth.db_path");
    }

    @Test
    void a_decision_that_a_copy_made_anew_already_holds_is_not_waited_for() throws Exception {
        var replica = bench.replica(file);
        assertThat(replica.awaitApplied(ORG, 1_000, Duration.ZERO)).isFalse();

        bench.makeTopicAnew();
        long revision = bench.write(org(ORG));
        // Applied by being made anew, not by following.
        await().atMost(Duration.ofSeconds(90)).until(() -> wasRebuilt(replica));

        assertThat(replica.awaitApplied(ORG, revision, PATIENCE)).isTrue();
    }

    @Test
    void who_needs_orgs_and_arcs_only_follows_them_without_a_file() {
        bench.write(org(ORG), arc(ORG, 1), agent(ORG, "crawler"));
        try (var tenants = FollowedTenants.start(bench.kafka, Clock.systemUTC())) {
            assertThat(tenants.arc(ORG)).contains(arc(ORG, 1));

            bench.write(arc(ORG, 2));
            await().untilAsserted(() -> assertThat(tenants.arc(ORG)).contains(arc(ORG, 2)));
            bench.remove(org(ORG));
            await().untilAsserted(() -> assertThat(tenants.arcs()).isEmpty());
            assertThat(tenants.orgs()).isEmpty();
            assertThat(tenants.isFollowing()).isTrue();
        }
    }
}
