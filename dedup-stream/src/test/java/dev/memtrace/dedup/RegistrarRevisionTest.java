package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.agent;
import static dev.memtrace.dedup.Entries.arc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Wish;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revisions of an org only grow, whatever becomes of the commands topic. */
class RegistrarRevisionTest extends RegistrarFixture {
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

    private long revisionOf(Wish wish) {
        return switch (decide(wish)) {
            case Decision.Done(var state) -> state.revision();
            case Decision.Removed(_, var revision) -> revision;
            case Decision other -> throw new AssertionError(other);
        };
    }
}
