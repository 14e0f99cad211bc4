package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.agent;
import static dev.memtrace.dedup.Entries.arc;
import static dev.memtrace.dedup.Entries.org;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is granted is in the directory as it was wished; a refusal leaves nothing there. */
class RegistrarTest extends RegistrarFixture {
    @Test
    void a_granted_wish_is_in_the_directory_as_it_was_wished() {
        var agent = agent(ORG, "crawler");

        create(agent);

        var record = directory.readKeyValue();
        assertThat(new String(record.key, UTF_8)).isEqualTo("agent:" + agent.id());
        assertThat(DirectoryState.decode(record.value).entry()).isEqualTo(agent);
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
}
