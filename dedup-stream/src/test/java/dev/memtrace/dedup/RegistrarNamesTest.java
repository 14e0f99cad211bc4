package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.agent;
import static dev.memtrace.dedup.Entries.key;
import static dev.memtrace.dedup.Entries.org;
import static dev.memtrace.dedup.Entries.withId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are unique within their org and kind, and free again when their holder is gone. */
class RegistrarNamesTest extends RegistrarFixture {
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
        assertThat(decide(new Wish.Create(key(ORG, "ci")))).isInstanceOf(Decision.Conflict.class);
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
