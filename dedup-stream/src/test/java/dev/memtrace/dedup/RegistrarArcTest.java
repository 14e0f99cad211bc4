package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.arc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Wish;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bound Arc gets a greater version each time, and is exchanged only if history is given up. */
class RegistrarArcTest extends RegistrarFixture {
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
