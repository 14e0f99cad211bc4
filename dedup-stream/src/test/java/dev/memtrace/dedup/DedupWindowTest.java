package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memories;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The window runs from the first sighting, whatever comes after it and in whatever order. */
class DedupWindowTest extends DedupFixture {
    @Test
    void a_repeat_does_not_extend_the_window() {
        send(Memories.memory("org_a", "crawled /pricing"), NOON);
        send(Memories.memory("org_a", "crawled /pricing"), NOON.plus(WINDOW).minusMillis(1));
        send(Memories.memory("org_a", "crawled /pricing"), NOON.plus(WINDOW));

        assertThat(accepted.readValuesToList()).hasSize(2);
    }

    @Test
    void the_window_holds_at_every_moment_of_it() {
        // Across all bucket boundaries, from wherever in a bucket the first one fell.
        for (int start = 0; start < 24; start++) {
            var first = Memories.memory("org_" + start + "a", "same");
            var startAt = NOON.plus(Duration.ofDays(4L * start)).plus(Duration.ofHours(start));
            send(first, startAt);
            for (int hour = 1; hour < 24; hour++) {
                send(
                        Memories.memory("org_" + start + "a", "same"),
                        startAt.plus(Duration.ofHours(hour)));
            }
            assertThat(acceptedIds())
                    .as("first seen at hour %d", start)
                    .containsExactly(first.id());
        }
    }

    @Test
    void a_clock_that_goes_back_does_not_reopen_the_window() {
        send(Memories.memory("org_a", "later"), NOON.plus(Duration.ofHours(30)));
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_a", "same"), NOON.plus(Duration.ofHours(29)));

        assertThat(accepted.readValuesToList()).hasSize(2);
    }
}
