package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AwaitedCommitsTest {
    private static final long GAP = AwaitedCommits.GAP.toMillis();

    private final List<Long> commits = new ArrayList<>();
    private final TreeMap<Long, Runnable> timers = new TreeMap<>();
    private final AwaitedCommits awaited =
            new AwaitedCommits(() -> commits.add(this.now), this::after, () -> this.memories);
    private long now = 1_000;
    private long memories;
    private boolean isBusy = true;

    private void after(Duration wait, Runnable action) {
        timers.put(now + wait.toMillis(), action);
    }

    private void requestAt(long time) {
        passTo(time);
        memories += isBusy ? AwaitedCommits.MEMORIES_BUSY : 0;
        awaited.request(time);
    }

    private void passTo(long time) {
        while (!timers.isEmpty() && timers.firstKey() <= time) {
            var next = timers.pollFirstEntry();
            now = next.getKey();
            next.getValue().run();
        }
        now = time;
    }

    @Test
    void come_at_once_for_who_comes_alone() {
        requestAt(5_000);
        requestAt(5_000 + GAP);

        assertThat(commits).containsExactly(5_000L, 5_000 + GAP);
    }

    @Test
    void come_once_for_all_who_come_within_the_gap() {
        for (int i = 0; i < GAP; i++) {
            requestAt(5_000 + i);
        }
        passTo(6_000);

        assertThat(commits).containsExactly(5_000L, 5_000 + GAP);
    }

    @Test
    void are_a_gap_apart_however_many_ask_and_nobody_waits_longer() {
        for (int i = 0; i < 1_000; i++) {
            requestAt(5_000 + i);
        }
        passTo(7_000);

        assertThat(commits).hasSize((int) (1_000 / GAP) + 1);
        assertThat(commits.getLast()).isBetween(5_999L, 5_999 + GAP);
        for (int i = 1; i < commits.size(); i++) {
            assertThat(commits.get(i) - commits.get(i - 1)).isEqualTo(GAP);
        }
    }

    @Test
    void are_not_held_up_by_a_clock_that_is_put_back() {
        requestAt(5_000_000);
        now = 1_000;
        memories += AwaitedCommits.MEMORIES_BUSY;
        awaited.request(now);
        passTo(1_000 + GAP);

        assertThat(commits).containsExactly(5_000_000L, 1_000 + GAP);
    }

    @Test
    void are_hardly_held_up_while_no_memories_come_in() {
        long quietGap = AwaitedCommits.QUIET_GAP.toMillis();
        isBusy = false;
        requestAt(5_000);
        requestAt(5_000 + 1);
        requestAt(5_000 + quietGap + 3);
        passTo(6_000);

        assertThat(commits).containsExactly(5_000L, 5_000 + quietGap, 5_000 + quietGap + 3);
    }
}
