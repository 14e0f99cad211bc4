package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.agent;
import static dev.memtrace.dedup.Entries.in;
import static dev.memtrace.dedup.Entries.key;
import static dev.memtrace.dedup.Entries.of;
import static dev.memtrace.dedup.Entries.session;
import static dev.memtrace.dedup.Entries.withDigest;
import static dev.memtrace.dedup.Entries.withId;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.AgentId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Wishing twice makes one entry; an id that another of its kind has is refused. */
class RegistrarIdempotencyTest extends RegistrarFixture {
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

        assertThat(directory.readKeyValuesToList().stream().map(it -> new String(it.key, UTF_8)))
                .hasSize(4)
                .doesNotHaveDuplicates();
    }

    @Test
    void with_one_id_for_two_kinds_makes_two_entries() {
        create(withId("one", agent(ORG, "crawler")));
        create(withId("one", session(ORG, Optional.empty())));
        create(withId("one", key(ORG, "ci")));

        assertThat(topology.directoryEntries()).containsKeys("agent:one", "session:one", "key:one");
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
