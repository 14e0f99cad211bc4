package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.ServedAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrgLaneTest {
    private static final Duration HORIZON = Duration.ofSeconds(7);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant START = Instant.parse("2026-02-13T12:00:00Z");
    private static final OrgId ORG = new OrgId("org_a");

    private final Space space = new Space(1_000_000);
    private final OrgLane lane = new OrgLane(ORG, new OrgLane.LaneLimits(1_000, 10_000), space);
    private final Track track =
            new Track(new Lane(ORG, Rows.FIRST), new ServedAccount(0, 0, 0, 0, -1, false, ""), 0);

    @BeforeEach
    void add() {
        lane.add(track, START.minus(HORIZON));
        lane.bound(1, HORIZON, _ -> 0L, START);
    }

    private void waiting(int first, int count, Instant now) {
        for (int offset = first; offset < first + count; offset++) {
            lane.add(track, Rows.row(Rows.FIRST, offset), now);
        }
    }

    private Batch deliver(Instant now) {
        var batch = lane.take(now).orElseThrow();
        lane.delivering(batch);
        return batch;
    }

    private static int rowsOf(Batch batch) {
        return batch.parts().stream().mapToInt(part -> part.rows().size()).sum();
    }

    private Sent take(Instant now) {
        var sent = OpenedBatch.of(deliver(now)).sent(now);
        assertThat(lane.taken(sent)).isEmpty();
        return sent;
    }

    private static Answer.Trouble silence() {
        return new Answer.Trouble("no answer", true, false);
    }

    private void assertRestsUntil(Instant until) {
        lane.wakeUp(until.minusMillis(1));
        assertThat(lane.isIdle()).isFalse();
        lane.wakeUp(until);
        assertThat(lane.isIdle()).isTrue();
    }

    @Test
    void rows_are_due_when_there_are_enough_or_the_first_has_waited() {
        waiting(0, 2, START);

        assertThat(lane.isDue(2, MINUTE, START)).isTrue();
        assertThat(lane.isDue(3, MINUTE, START)).isFalse();
        assertThat(lane.isDue(3, MINUTE, START.plus(MINUTE))).isTrue();
    }

    @Test
    void what_arc_has_taken_counts_when_it_was_shown_and_not_before_the_horizon() {
        waiting(0, 3, START);
        take(START);

        assertThat(lane.ripe(START.plus(HORIZON).minusMillis(1))).isEmpty();
        assertThat(track.through()).isZero();
        assertThat(lane.first(track)).hasValue(new OrgLane.First(0, 0));

        var ripe = lane.ripe(START.plus(HORIZON));
        lane.proving(ripe);
        lane.allThere(ripe);

        assertThat(track.through()).isEqualTo(3);
        assertThat(lane.first(track)).isEmpty();
    }

    @Test
    void after_no_answer_everything_unproven_is_read_again_and_asked_for_after_the_horizon() {
        waiting(0, 3, START);
        take(START);
        waiting(3, 2, START);
        deliver(START);
        waiting(5, 1, START);

        lane.failed(silence(), START);

        assertThat(track.position()).isZero();
        assertThat(track.askBefore()).isEqualTo(5);
        assertThat(track.waiting()).isEmpty();
        assertThat(lane.hasRoom()).isFalse();
        assertRestsUntil(START.plus(HORIZON));
        waiting(0, 5, START);
        assertThat(deliver(START.plus(HORIZON)).mayResend()).isFalse();
    }

    @Test
    void what_may_have_been_taken_is_written_again_after_three_horizons() {
        waiting(0, 3, START);
        deliver(START);
        lane.failed(silence(), START);
        lane.wakeUp(START.plus(HORIZON));
        waiting(0, 3, START);
        deliver(START.plus(HORIZON));

        lane.tooEarly(START.plus(HORIZON));

        assertRestsUntil(START.plus(HORIZON.multipliedBy(3)));
        waiting(0, 3, START);
        assertThat(deliver(START.plus(HORIZON.multipliedBy(3))).mayResend()).isTrue();
    }

    @Test
    void what_arc_lost_is_written_again_as_soon_as_it_can_no_longer_come_back() {
        waiting(0, 3, START);
        take(START);
        var now = START.plus(HORIZON);
        lane.proving(lane.ripe(now));

        lane.missing(new Answer.Missing(2, now.plusSeconds(1)), now);

        assertThat(track.position()).isZero();
        assertRestsUntil(now.plusSeconds(1));
        waiting(0, 3, now);
        assertThat(deliver(now.plusSeconds(1)).mayResend()).isTrue();
    }

    @Test
    void rows_that_a_predecessor_may_have_written_wait_for_the_horizon_and_others_do_not() {
        var old =
                new Track(
                        new Lane(ORG, Rows.SECOND),
                        new ServedAccount(0, 0, 0, 0, -1, false, ""),
                        10);
        lane.add(old, START);
        lane.add(old, Rows.row(Rows.SECOND, 9), START);
        waiting(0, 1, START);

        assertThat(deliver(START).parts()).extracting(Batch.Part::track).containsExactly(track);
        lane.taken(new Sent(List.of(), null, START, List.of(), true));
        assertThat(lane.take(START)).isEmpty();
        assertThat(deliver(START.plus(HORIZON)).parts())
                .extracting(Batch.Part::track)
                .containsExactly(old);
    }

    @Test
    void the_first_batch_after_no_answer_is_a_small_one() {
        waiting(0, 1, START);
        deliver(START);
        lane.failed(silence(), START);
        lane.wakeUp(START.plus(HORIZON.multipliedBy(3)));
        waiting(0, 900, START);

        assertThat(lane.isDue(1_000, MINUTE, START)).isTrue();
        assertThat(rowsOf(deliver(START.plus(HORIZON)))).isEqualTo(200);
    }

    @Test
    void a_refused_batch_comes_back_with_all_the_company_there_is() {
        waiting(0, 1, START);
        deliver(START);
        lane.failed(new Answer.Trouble("400", false, true), START);
        lane.wakeUp(START.plusSeconds(10));
        waiting(0, 900, START);

        assertThat(rowsOf(deliver(START.plusSeconds(10)))).isEqualTo(900);
    }

    @Test
    void another_arc_is_asked_first_and_at_once() {
        waiting(0, 3, START);
        take(START);

        lane.bound(2, HORIZON, _ -> 3L, START);

        assertThat(track.position()).isZero();
        assertThat(track.askBefore()).isEqualTo(3);
        assertRestsUntil(START);
    }

    @Test
    void a_lane_takes_no_more_than_its_bytes_and_gives_them_back() {
        int offset = 0;
        while (lane.hasRoom()) {
            waiting(offset++, 1, START);
        }
        assertThat(offset).isBetween(10, 100);

        deliver(START);
        assertThat(lane.hasRoom()).isTrue();
    }

    @Test
    void a_partition_that_goes_takes_its_rows_along_and_what_is_under_way_counts_no_more() {
        waiting(0, 3, START);
        var batch = deliver(START);
        waiting(3, 1, START);

        lane.lost(Rows.FIRST);
        lane.taken(OpenedBatch.of(batch).sent(START).asProven());

        assertThat(track.through()).isZero();
        assertThat(lane.take(START)).isEmpty();
        assertThat(lane.isQuiet()).isTrue();
    }
}
