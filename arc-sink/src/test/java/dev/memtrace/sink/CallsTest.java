package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class CallsTest {
    /** Calls that have begun and do not come back by themselves. */
    private final Deque<Runnable> threads = new ArrayDeque<>();

    private final Calls calls = new Calls(threads::add);

    private static OrgLane lane(int number) {
        return new OrgLane(
                new OrgId("org_" + number),
                new OrgLane.LaneLimits(10, 10_000),
                new Space(1_000_000));
    }

    private static OrgLane failing(int number) {
        var lane = lane(number);
        lane.failed(new Answer.Trouble("no answer", true, false), Instant.EPOCH);
        return lane;
    }

    @Test
    void a_lane_has_one_call_at_a_time() {
        var lane = lane(1);
        calls.begin(lane, Answer.AllThere::new);

        assertThat(calls.hasPlaceFor(lane)).isFalse();
        assertThat(calls.next()).isEmpty();

        threads.remove().run();
        assertThat(calls.next().orElseThrow().answer()).hasValue(new Answer.AllThere());
        assertThat(calls.hasPlaceFor(lane)).isTrue();
        assertThat(calls.isAny()).isFalse();
    }

    @Test
    void a_thousand_lanes_are_not_a_thousand_calls() {
        int begun = 0;
        for (int i = 0; i < 1_000; i++) {
            var lane = lane(i);
            if (calls.hasPlaceFor(lane)) {
                calls.begin(lane, Answer.AllThere::new);
                begun++;
            }
        }

        assertThat(begun).isEqualTo(16);
    }

    @Test
    void arcs_that_do_not_answer_leave_the_places_of_those_that_do() {
        for (int i = 0; i < 1_000; i++) {
            var lane = failing(i);
            if (calls.hasPlaceFor(lane)) {
                calls.begin(lane, Answer.AllThere::new);
            }
        }

        assertThat(calls.hasPlaceFor(failing(1_000))).isFalse();
        assertThat(calls.hasPlaceFor(lane(1_001))).isTrue();
    }

    @Test
    void what_goes_wrong_on_our_side_is_told_and_not_lost() {
        var failure = new IllegalStateException("ours");
        calls.begin(
                lane(1),
                () -> {
                    throw failure;
                });
        threads.remove().run();

        assertThat(calls.next().orElseThrow().failure()).hasValue(failure);
    }
}
