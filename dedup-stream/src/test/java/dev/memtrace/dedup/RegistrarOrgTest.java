package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.agent;
import static dev.memtrace.dedup.Entries.arc;
import static dev.memtrace.dedup.Entries.key;
import static dev.memtrace.dedup.Entries.org;
import static dev.memtrace.dedup.Entries.session;
import static dev.memtrace.dedup.Entries.withId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An org is founded once, and while it is being removed it is granted nothing. */
class RegistrarOrgTest extends RegistrarFixture {
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
        assertThat(decide(new Wish.SetQuota(fresh, quota))).isInstanceOf(Decision.NotFound.class);
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
