package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.agent;
import static dev.memtrace.dedup.Entries.arc;
import static dev.memtrace.dedup.Entries.in;
import static dev.memtrace.dedup.Entries.key;
import static dev.memtrace.dedup.Entries.of;
import static dev.memtrace.dedup.Entries.org;
import static dev.memtrace.dedup.Entries.session;
import static dev.memtrace.dedup.Entries.withDigest;
import static dev.memtrace.dedup.Entries.withId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrarTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final OrgId OTHER = new OrgId("org_b");

    @TempDir private Path folder;

    private DrivenTopology topology;
    private TestInputTopic<byte[], byte[]> commands;
    private TestOutputTopic<byte[], byte[]> directory;
    private TestOutputTopic<byte[], byte[]> replies;
    private TestOutputTopic<byte[], byte[]> rejected;

    @BeforeEach
    void start() {
        topology = DrivenTopology.start(folder, true, Duration.ofHours(24), NOON);
        open();
        decide(new Wish.Found(org(ORG), Optional.empty()));
        decide(new Wish.Found(org(OTHER), Optional.empty()));
        directory.readRecordsToList();
    }

    private void open() {
        var topics = topology.topics();
        commands = topology.input(topics.commands());
        directory = topology.output(topics.directory());
        replies = topology.output(topics.verdicts());
        rejected = topology.output(topics.rejected());
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    private Decision decide(Wish wish) {
        var command = new DirectoryCommand(new ReplyAddress(0, 7), wish);
        commands.pipeInput(wish.org().value().getBytes(UTF_8), command.encode(), NOON);
        return Decision.decode(((Reply.Decided) Reply.decode(replies.readValue())).decision());
    }

    private DirectoryEntry granted(Wish wish) {
        var decision = decide(wish);
        assertThat(decision).isInstanceOf(Decision.Done.class);
        return ((Decision.Done) decision).state().entry();
    }

    private void create(DirectoryEntry entry) {
        assertThat(granted(new Wish.Create(entry))).isEqualTo(entry);
    }

    /** The keys of all tombstones since the last look. */
    private List<String> tombstones() {
        var gone = new ArrayList<String>();
        for (TestRecord<byte[], byte[]> record : directory.readRecordsToList()) {
            if (record.value() == null) {
                assertThat(record.headers().lastHeader(DirectoryChange.ORG_HEADER)).isNotNull();
                gone.add(new String(record.key(), UTF_8));
            }
        }
        return gone;
    }

    @Test
    void a_granted_wish_is_in_the_directory_as_it_was_wished() {
        var agent = agent(ORG, "crawler");

        create(agent);

        var record = directory.readKeyValue();
        assertThat(new String(record.key, UTF_8)).isEqualTo("agent:" + agent.id());
        assertThat(DirectoryState.decode(record.value).entry()).isEqualTo(agent);
    }

    @Test
    void revisions_grow_with_every_decision_of_an_org() {
        create(agent(ORG, "one"));
        create(agent(ORG, "two"));

        assertThat(
                        directory.readValuesToList().stream()
                                .map(value -> DirectoryState.decode(value).revision()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void orgs_and_arcs_are_not_made_past_their_rules() {
        granted(new Wish.BindArc(arc(ORG, "http://a", "one"), false));
        directory.readRecordsToList();
        var fresh = new OrgId("org_c");

        for (var entry : List.of(org(fresh), org(ORG), arc(ORG, "http://b", "two"))) {
            assertThat(decide(new Wish.Create(entry))).isInstanceOf(Decision.Invalid.class);
        }
        assertThat(directory.isEmpty()).isTrue();
    }

    private long revisionOf(Wish wish) {
        return switch (decide(wish)) {
            case Decision.Done(var state) -> state.revision();
            case Decision.Removed(_, var revision) -> revision;
            case Decision other -> throw new AssertionError(other);
        };
    }

    private void moveTo(Path otherFolder) {
        topology = topology.movedTo(otherFolder);
        open();
    }

    @Test
    void revisions_grow_also_when_the_commands_are_counted_from_nought_again(@TempDir Path other) {
        for (int i = 0; i < 20; i++) {
            create(agent(ORG, "agent " + i));
        }
        var bound = revisionOf(new Wish.BindArc(arc(ORG, "http://a", "one"), false));
        var removed = revisionOf(new Wish.RemoveAgent(ORG, "agent 1"));

        moveTo(other); // its commands topic is empty
        decide(new Wish.RemoveAgent(ORG, "unknown"));
        var next = revisionOf(new Wish.RemoveAgent(ORG, "agent 2"));
        var again =
                (DirectoryEntry.ArcInstance)
                        granted(new Wish.BindArc(arc(ORG, "http://a", "one"), false));

        assertThat(bound).isLessThan(removed);
        assertThat(next).isEqualTo(removed + 1);
        assertThat(again.version()).isEqualTo(next + 1);
        assertThat(revisionOf(new Wish.SetQuota(OTHER, Quota.NONE))).isLessThan(next);
    }

    @Test
    void revisions_of_a_removed_org_grow_to_its_last_tombstone(@TempDir Path other) {
        for (int i = 0; i < 20; i++) {
            create(agent(ORG, "agent " + i));
        }
        var last = revisionOf(new Wish.SetQuota(ORG, Quota.NONE));

        moveTo(other);

        assertThat(revisionOf(new Wish.RemoveOrg(ORG))).isGreaterThan(last);
        topology.pass(Duration.ofSeconds(2));
        assertThat(topology.directoryEntries().keySet())
                .noneMatch(key -> key.contains(ORG.value()));
    }

    @Test
    void nothing_is_made_in_an_org_that_does_not_exist() {
        assertThat(decide(new Wish.Create(agent(new OrgId("org_none"), "crawler"))))
                .isEqualTo(new Decision.NotFound("org not found"));
        assertThat(directory.isEmpty()).isTrue();
    }

    @Test
    void what_cannot_be_read_is_kept_aside() {
        commands.pipeInput(new byte[] {1}, new byte[] {1, 2, 3}, NOON);
        commands.pipeInput(new byte[] {1}, null, NOON);

        assertThat(rejected.readValuesToList()).hasSize(2);
        assertThat(directory.isEmpty()).isTrue();
    }

    @Nested
    class Names {
        @Test
        void are_given_once_per_org_and_the_refusal_names_the_holder() {
            var first = agent(ORG, "crawler");
            create(first);

            assertThat(decide(new Wish.Create(agent(ORG, "crawler"))))
                    .isEqualTo(
                            new Decision.Conflict(
                                    "an agent with this name exists", Optional.of(first.id())));
            create(agent(OTHER, "crawler"));
        }

        @Test
        void are_free_again_when_the_agent_is_removed() {
            var first = agent(ORG, "crawler");
            create(first);

            assertThat(decide(new Wish.RemoveAgent(ORG, "crawler")))
                    .isInstanceOf(Decision.Removed.class);
            assertThat(tombstones()).containsExactly("agent:" + first.id());
            create(agent(ORG, "crawler"));
            assertThat(decide(new Wish.Create(agent(ORG, "crawler"))))
                    .isInstanceOf(Decision.Conflict.class);
        }

        @Test
        void of_keys_are_free_again_when_the_key_is_revoked() {
            var first = key(ORG, "ci");
            create(first);
            assertThat(decide(new Wish.Create(key(ORG, "ci"))))
                    .isInstanceOf(Decision.Conflict.class);
            create(key(OTHER, "ci"));

            granted(new Wish.RevokeKey(ORG, first.id(), NOON.plusSeconds(1)));

            create(key(ORG, "ci"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    ":",
                    "a:b",
                    "key:org_a:ci",
                    "org_b:crawler",
                    "name:agent:org_b:crawler",
                    "agent:org_b",
                    " ",
                    "\u0000",
                    "\n",
                    "\u00e9",
                    "e\u0301",
                    "\uD83D\uDE80",
                    "\uFFFD",
                    "?"
                })
        void of_any_characters_are_names_of_their_own(String name) {
            create(agent(ORG, "crawler"));
            create(agent(OTHER, "crawler"));
            create(key(ORG, "crawler"));

            var agent = agent(ORG, name);
            create(agent);
            create(agent(OTHER, name));
            create(key(ORG, name));
            create(agent(ORG, name + "x"));
            create(agent(ORG, name + ":"));

            assertThat(decide(new Wish.Create(agent(ORG, name))))
                    .isEqualTo(
                            new Decision.Conflict(
                                    "an agent with this name exists", Optional.of(agent.id())));
        }

        @Test
        void that_have_no_utf_8_are_refused_because_they_would_all_be_one() {
            create(agent(ORG, "a?"));

            for (var name : List.of("a\uD83D", "a\uDE80", "")) {
                assertThat(decide(new Wish.Create(agent(ORG, name))))
                        .isInstanceOf(Decision.Invalid.class);
                assertThat(decide(new Wish.Create(key(ORG, name))))
                        .isInstanceOf(Decision.Invalid.class);
                assertThat(
                                decide(
                                        new Wish.Found(
                                                org(new OrgId("org_c")),
                                                Optional.of(key(new OrgId("org_c"), name)))))
                        .isInstanceOf(Decision.Invalid.class);
                assertThat(decide(new Wish.Create(withId(name, key(ORG, "ci")))))
                        .isInstanceOf(Decision.Invalid.class);
            }
        }

        @Test
        void are_free_again_only_for_their_own_org_and_kind() {
            create(agent(ORG, "x:y"));
            create(key(ORG, "x:y"));
            create(agent(OTHER, "x:y"));

            decide(new Wish.RemoveAgent(ORG, "x:y"));

            create(agent(ORG, "x:y"));
            for (var taken : List.of(key(ORG, "x:y"), agent(OTHER, "x:y"))) {
                assertThat(decide(new Wish.Create(taken))).isInstanceOf(Decision.Conflict.class);
            }
        }

        @Test
        void that_are_one_agents_id_and_anothers_name_lead_to_the_id() {
            var first = agent(ORG, "crawler");
            create(first);
            var second = agent(ORG, first.id());
            create(second);

            decide(new Wish.RemoveAgent(ORG, first.id()));

            assertThat(tombstones()).containsExactly("agent:" + first.id());
        }
    }

    @Nested
    class Wishing_twice {
        @Test
        void makes_one_entry_and_answers_alike() {
            var agent = agent(ORG, "crawler");
            var session = session(ORG, Optional.empty());
            create(agent);
            create(agent);
            create(session);
            create(session);

            assertThat(directory.readValuesToList()).hasSize(4);
        }

        @Test
        void with_one_id_for_two_things_is_refused() {
            var agent = agent(ORG, "crawler");
            create(agent);
            var other =
                    new DirectoryEntry.Agent(
                            agent.id(), ORG, "other", Optional.empty(), Optional.empty(), NOON);

            assertThat(decide(new Wish.Create(other)))
                    .isEqualTo(
                            new Decision.Conflict(
                                    "this Idempotency-Key was used for something else",
                                    Optional.empty()));
        }

        @Test
        void with_one_id_for_sessions_of_two_agents_is_refused() {
            var session = session(ORG, Optional.empty());
            create(session);

            assertThat(decide(new Wish.Create(of(new AgentId("another"), session))))
                    .isInstanceOf(Decision.Conflict.class);
        }

        @Test
        void with_one_id_for_two_keys_is_refused() {
            var key = key(ORG, "ci");
            create(key);
            create(key);

            assertThat(decide(new Wish.Create(withDigest("d2", key))))
                    .isInstanceOf(Decision.Conflict.class);
            assertThat(decide(new Wish.Create(withId(key.id(), key(ORG, "other")))))
                    .isInstanceOf(Decision.Conflict.class);
        }

        @Test
        void with_anothers_id_is_refused() {
            for (var theirs :
                    List.of(
                            agent(OTHER, "crawler"),
                            session(OTHER, Optional.empty()),
                            key(OTHER, "ci"))) {
                create(theirs);

                assertThat(decide(new Wish.Create(in(ORG, theirs))))
                        .isInstanceOf(Decision.Conflict.class);
            }
        }

        @Test
        void with_one_idempotency_key_in_two_orgs_and_for_two_kinds_makes_as_many_entries() {
            for (var org : List.of(ORG, OTHER)) {
                var agent = agent(org, "crawler");
                var session = session(org, Optional.empty());
                create(withId(Ids.of(Ids.AGENT, org, "once"), agent));
                create(withId(Ids.of(Ids.SESSION, org, "once"), session));
            }

            assertThat(
                            directory.readKeyValuesToList().stream()
                                    .map(it -> new String(it.key, UTF_8)))
                    .hasSize(4)
                    .doesNotHaveDuplicates();
        }

        @Test
        void with_one_id_for_two_kinds_makes_two_entries() {
            create(withId("one", agent(ORG, "crawler")));
            create(withId("one", session(ORG, Optional.empty())));
            create(withId("one", key(ORG, "ci")));

            assertThat(topology.directoryEntries())
                    .containsKeys("agent:one", "session:one", "key:one");
        }

        @Test
        void gives_what_the_session_is_by_now() {
            var session = session(ORG, Optional.empty());
            create(session);
            granted(close(session));

            var again = (DirectoryEntry.Session) granted(new Wish.Create(session));

            assertThat(again.status()).isEqualTo(SessionStatus.CLOSED);
        }
    }

    @Nested
    class An_org {
        private final OrgId fresh = new OrgId("org_c");

        @Test
        void is_founded_once_and_its_key_comes_first() {
            var key = key(fresh, "admin");
            var found = new Wish.Found(org(fresh), Optional.of(key));
            granted(found);
            granted(found); // asked again for want of an answer

            var later = new DirectoryEntry.Org(fresh, "other", Quota.NONE, NOON.plusSeconds(1));
            assertThat(decide(new Wish.Found(later, Optional.of(key(fresh, "second")))))
                    .isInstanceOf(Decision.Conflict.class);
            assertThat(
                            directory.readValuesToList().stream()
                                    .map(value -> DirectoryState.decode(value).entry()))
                    .startsWith(key, org(fresh));
        }

        @Test
        void is_not_founded_with_a_key_of_another() {
            var others = new Wish.Found(org(fresh), Optional.of(key(ORG, "admin")));

            assertThat(decide(others)).isInstanceOf(Decision.Invalid.class);
            assertThat(directory.isEmpty()).isTrue();
        }

        @Test
        void is_not_founded_with_a_key_that_would_replace_one() {
            var there = key(ORG, "ci");
            create(there);
            directory.readRecordsToList();
            var first = withId(there.id(), key(fresh, "admin"));

            assertThat(decide(new Wish.Found(org(fresh), Optional.of(first))))
                    .isInstanceOf(Decision.Conflict.class);
            assertThat(directory.isEmpty()).isTrue();
        }

        @Test
        void keeps_its_quota_until_it_is_given_another() {
            var quota = new Quota(100, 0);
            granted(new Wish.SetQuota(ORG, quota));

            assertThat(granted(new Wish.SetQuota(ORG, Quota.NONE))).isEqualTo(org(ORG));
            assertThat(decide(new Wish.SetQuota(fresh, quota)))
                    .isInstanceOf(Decision.NotFound.class);
        }

        @Test
        void that_is_gone_is_granted_nothing_while_its_entries_are_still_there() {
            var session = session(ORG, Optional.empty());
            var key = key(ORG, "ci");
            create(session);
            create(key);
            create(agent(ORG, "crawler"));
            granted(new Wish.BindArc(arc(ORG, "http://a", "one"), false));
            decide(new Wish.RemoveOrg(ORG));
            directory.readRecordsToList();

            for (var wish :
                    List.of(
                            close(session),
                            new Wish.RevokeKey(ORG, key.id(), NOON),
                            new Wish.RemoveAgent(ORG, "crawler"),
                            new Wish.UnbindArc(ORG),
                            new Wish.BindArc(arc(ORG, "http://a", "one"), false),
                            new Wish.SetQuota(ORG, Quota.NONE),
                            new Wish.Create(session),
                            new Wish.RemoveOrg(ORG))) {
                assertThat(decide(wish)).isEqualTo(new Decision.NotFound("org not found"));
            }
            assertThat(directory.isEmpty()).isTrue();
        }

        @Test
        void that_is_being_removed_can_be_founded_again_later() {
            decide(new Wish.RemoveOrg(ORG));
            var found = new Wish.Found(org(ORG), Optional.empty());

            assertThat(decide(found))
                    .isEqualTo(
                            new Decision.Conflict(
                                    "the org is being removed; try again later", Optional.empty()));
            topology.pass(Duration.ofSeconds(2));
            assertThat(granted(found)).isEqualTo(org(ORG));
        }

        @Test
        void that_everybody_has_is_not_removed() {
            var standard = new OrgId(Ids.DEFAULT_ORG);
            granted(new Wish.Found(org(standard), Optional.empty()));

            assertThat(decide(new Wish.RemoveOrg(standard))).isInstanceOf(Decision.Conflict.class);
        }
    }

    private static Wish close(DirectoryEntry.Session session) {
        return new Wish.ChangeSession(
                session.org(),
                session.id(),
                Optional.of(SessionStatus.CLOSED),
                Optional.empty(),
                NOON.plusSeconds(60));
    }

    private static Wish merge(DirectoryEntry.Session session, String patch) {
        return new Wish.ChangeSession(
                session.org(), session.id(), Optional.empty(), Optional.of(patch), NOON);
    }

    @Nested
    class A_session {
        @Test
        void is_closed_at_its_first_closing_and_opened_again() {
            var session = session(ORG, Optional.empty());
            create(session);

            var closed = (DirectoryEntry.Session) granted(close(session));
            assertThat(closed.closedAt()).contains(NOON.plusSeconds(60));
            assertThat(closed.updatedAt()).isEqualTo(NOON.plusSeconds(60));
            assertThat(granted(close(session))).isEqualTo(closed);

            var open =
                    new Wish.ChangeSession(
                            ORG,
                            session.id(),
                            Optional.of(SessionStatus.ACTIVE),
                            Optional.empty(),
                            NOON);
            var opened = (DirectoryEntry.Session) granted(open);
            assertThat(opened.closedAt()).isEmpty();
            assertThat(opened.updatedAt()).isEqualTo(NOON.plusSeconds(60)); // never gets older
        }

        @Test
        void keeps_the_metadata_that_a_change_does_not_name() {
            var session = session(ORG, Optional.of("{\"a\":1,\"deep\":{\"x\":1,\"y\":2}}"));
            create(session);

            granted(merge(session, "{\"b\":[1,2],\"deep\":{\"y\":null,\"z\":3}}"));
            var merged = (DirectoryEntry.Session) granted(merge(session, "{\"a\":null}"));

            assertThat(merged.metadataJson()).contains("{\"deep\":{\"x\":1,\"z\":3},\"b\":[1,2]}");
        }

        @Test
        void does_not_outgrow_its_limit_piece_by_piece() {
            var session = session(ORG, Optional.empty());
            create(session);
            granted(merge(session, "{\"a\":\"" + "x".repeat(60_000) + "\"}"));

            assertThat(decide(merge(session, "{\"b\":\"" + "x".repeat(10_000) + "\"}")))
                    .isInstanceOf(Decision.Invalid.class);
        }

        @Test
        void of_another_org_is_not_found() {
            var session = session(OTHER, Optional.empty());
            create(session);

            assertThat(
                            decide(
                                    new Wish.ChangeSession(
                                            ORG,
                                            session.id(),
                                            Optional.of(SessionStatus.CLOSED),
                                            Optional.empty(),
                                            NOON)))
                    .isEqualTo(new Decision.NotFound("session not found"));
        }
    }

    @Test
    void a_revoked_key_stays_with_the_time_of_its_first_revocation() {
        var key = key(ORG, "ci");
        create(key);
        var at = NOON.plusSeconds(1);

        assertThat(granted(new Wish.RevokeKey(ORG, key.id(), at))).isEqualTo(key.revoked(at));
        assertThat(granted(new Wish.RevokeKey(ORG, key.id(), at.plusSeconds(9))))
                .isEqualTo(key.revoked(at));
        assertThat(decide(new Wish.RevokeKey(OTHER, key.id(), at)))
                .isInstanceOf(Decision.NotFound.class);
        assertThat(tombstones()).isEmpty();
    }

    @Nested
    class An_arc {
        private long versionOf(Wish wish) {
            return ((DirectoryEntry.ArcInstance) granted(wish)).version();
        }

        @Test
        void has_a_greater_version_each_time_it_is_bound() {
            var first = versionOf(new Wish.BindArc(arc(ORG, "http://a", "one"), false));
            var second = versionOf(new Wish.BindArc(arc(ORG, "http://a", "one"), false));
            decide(new Wish.UnbindArc(ORG));
            var third = versionOf(new Wish.BindArc(arc(ORG, "http://a", "one"), false));

            assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void is_not_exchanged_for_another_unless_the_history_is_given_up() {
            granted(new Wish.BindArc(arc(ORG, "http://a", "one"), false));

            for (var other : List.of(arc(ORG, "http://b", "one"), arc(ORG, "http://a", "two"))) {
                assertThat(decide(new Wish.BindArc(other, false)))
                        .isInstanceOfSatisfying(
                                Decision.Conflict.class,
                                it -> assertThat(it.message()).contains("one.events at http://a"));
            }
            granted(new Wish.BindArc(arc(ORG, "http://b", "two"), true));
        }

        @Test
        void is_not_exchanged_by_way_of_none() {
            granted(new Wish.BindArc(arc(ORG, "http://a", "one"), false));
            assertThat(decide(new Wish.UnbindArc(ORG))).isInstanceOf(Decision.Removed.class);
            assertThat(decide(new Wish.UnbindArc(ORG))).isInstanceOf(Decision.NotFound.class);

            assertThat(decide(new Wish.BindArc(arc(ORG, "http://b", "one"), false)))
                    .isInstanceOf(Decision.Conflict.class);
        }
    }
}
