package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.ArcUnavailableException;
import dev.memtrace.arc.WriteOutcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orgs that come, go and fail beside each other. */
class SinkLoopLanesTest {
    private static final WriteOutcome TRY_LATER = new WriteOutcome.TryLater("503");

    private final LoopBench bench = new LoopBench();

    @Test
    void each_org_is_written_for_itself() {
        bench.bind("org_b");
        bench.delivers("a0");
        bench.deliversOf("org_b", "b0");
        bench.delivers("a1");
        bench.deliversOf("org_b", "b1");

        bench.stepUntilCommitted();

        assertThat(bench.arc.writes()).containsExactly(List.of("a0", "a1"), List.of("b0", "b1"));
    }

    @Test
    void what_one_org_has_stored_is_not_written_again_for_the_failure_of_another() {
        bench.bind("org_b");
        bench.arc.answers(TRY_LATER);
        bench.delivers("a0", "a1");
        bench.deliversOf("org_b", "b0");
        bench.deliversOf("org_b", "b1");

        bench.stepUntil(SinkState.Waiting.class);
        assertThat(bench.committed()).isZero();
        bench.stepUntilCommitted();

        assertThat(bench.arc.writes())
                .containsExactly(List.of("a0", "a1"), List.of("b0", "b1"), List.of("a0", "a1"));
        assertThat(bench.committed()).isEqualTo(4);
    }

    @Test
    void an_org_whose_arc_does_not_say_what_it_has_waits_and_the_others_are_written() {
        bench.bind("org_b");
        bench.arc.failsToAnswer(new ArcUnavailableException("503"));
        bench.delivers("a0", "a1");
        bench.deliversOf("org_b", "b0");
        bench.deliversOf("org_b", "b1");

        bench.stepUntil(SinkState.Waiting.class);

        assertThat(bench.arc.contents()).containsExactly("b0", "b1");
    }

    @Test
    void an_org_without_an_arc_is_parked_at_its_first_memory_and_the_others_go_on() {
        bench.deliversOf("org_b", "b0");
        bench.delivers("a0");
        bench.deliversOf("org_b", "b1");
        bench.delivers("a1");

        bench.stepUntilCommitted();

        assertThat(bench.arc.contents()).containsExactly("a0", "a1");
        assertThat(bench.committed()).isEqualTo(4);
        assertThat(bench.marks()).containsExactly(Map.entry("org_b", 0L));
        assertThat(bench.lanesParked()).isEqualTo(1);
    }

    @Test
    void a_parked_org_is_caught_up_with_when_it_is_bound_and_then_the_loop_takes_it_again() {
        bench.deliversOf("org_b", "b0");
        bench.delivers("a0");
        bench.deliversOf("org_b", "b1");
        bench.delivers("a1");
        bench.stepUntilCommitted();

        bench.bind("org_b");
        bench.stepUntilOpen();

        assertThat(bench.arc.contents()).containsExactly("a0", "a1", "b0", "b1");
        assertThat(bench.marks()).isEmpty();
        bench.deliversOf("org_b", "b2");
        bench.stepUntilCommitted();
        assertThat(bench.arc.contents()).containsExactly("a0", "a1", "b0", "b1", "b2");
        assertThat(bench.committed()).isEqualTo(5);
    }

    @Test
    void a_lane_stays_parked_until_what_the_loop_has_taken_is_committed() {
        bench.deliversOf("org_b", "b0");
        bench.stepUntilCommitted();
        bench.arc.answers(TRY_LATER);
        bench.delivers("a0", "a1", "a2", "a3");
        bench.stepUntil(SinkState.Waiting.class);
        bench.bind("org_b");

        bench.stepUntil(SinkState.Committing.class);
        assertThat(bench.arc.contents()).contains("b0");
        assertThat(bench.lanesParked()).isEqualTo(1);
        assertThat(bench.marks()).containsExactly(Map.entry("org_b", 5L));

        bench.step();
        bench.stepUntilOpen();
    }

    @Test
    void rows_that_a_predecessor_caught_up_with_are_found_and_not_written_again() {
        bench.deliversOf("org_b", "b0");
        bench.deliversOf("org_b", "b1");
        bench.stepUntilCommitted();
        bench.bind("org_b");
        bench.arc.storesButAnswers(TRY_LATER);
        bench.steps(2); // writes, and dies
        assertThat(bench.arc.contents()).containsExactly("b0", "b1");

        bench.restart();
        bench.stepUntilOpen();

        assertThat(bench.arc.contents()).containsExactly("b0", "b1");
    }

    @Test
    void marks_outlive_the_loop() {
        bench.deliversOf("org_b", "b0");
        bench.stepUntilCommitted();

        bench.restart();
        assertThat(bench.lanesParked()).isEqualTo(1);
        bench.deliversOf("org_b", "b1");
        bench.stepUntilCommitted();
        assertThat(bench.marks()).containsExactly(Map.entry("org_b", 0L));
        bench.bind("org_b");
        bench.stepUntilOpen();

        assertThat(bench.arc.contents()).containsExactly("b0", "b1");
    }

    @Test
    void a_binding_that_goes_while_rows_wait_parks_them_at_the_next_attempt() {
        bench.arc.answers(TRY_LATER);
        bench.delivers("a0", "a1", "a2", "a3");
        bench.stepUntil(SinkState.Waiting.class);

        bench.unbind("org_a");
        bench.stepUntilCommitted();

        assertThat(bench.marks()).containsExactly(Map.entry("org_a", 0L));
        assertThat(bench.committed()).isEqualTo(4);
        assertThat(bench.arc.contents()).isEmpty();
    }

    @Test
    void another_binding_is_asked_before_it_is_written_to() {
        bench.delivers("a", "b", "c", "d");
        bench.stepUntilCommitted();
        int questions = bench.arc.questions();

        bench.bind("org_a");
        bench.delivers("e", "f", "g", "h");
        assertThat(bench.step()).isInstanceOf(SinkState.Checking.class);
        bench.stepUntilCommitted();

        assertThat(bench.arc.questions()).isEqualTo(questions + 1);
    }

    @Test
    void a_binding_that_comes_between_question_and_write_is_asked_first() {
        bench.delivers("a", "b", "c", "d");
        bench.stepUntil(SinkState.Writing.class);
        int questions = bench.arc.questions();

        bench.bind("org_a");
        assertThat(bench.step()).isInstanceOf(SinkState.Waiting.class);
        assertThat(bench.arc.writes()).isEmpty();
        bench.stepUntilCommitted();

        assertThat(bench.arc.questions()).isEqualTo(questions + 1);
        assertThat(bench.arc.contents()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void a_parked_lane_that_is_refused_memories_keeps_them_and_goes_on() {
        bench.deliversOf("org_b", "bad");
        bench.deliversOf("org_b", "good");
        bench.stepUntilCommitted();
        bench.arc.refuses("bad");

        bench.bind("org_b");
        bench.stepUntilOpen();

        assertThat(bench.arc.contents()).containsExactly("good");
        assertThat(bench.rejected()).hasSize(1);
    }

    @Test
    void an_arc_that_fails_keeps_only_its_own_lane_waiting() {
        bench.deliversOf("org_b", "b0");
        bench.deliversOf("org_c", "c0");
        bench.stepUntilCommitted();
        bench.arc.failsToAnswer(new ArcUnavailableException("503"));

        bench.bind("org_b");
        bench.bind("org_c");
        bench.step();

        assertThat(bench.arc.contents()).hasSize(1);
        assertThat(bench.lanesParked()).isEqualTo(1);
        bench.stepUntilOpen();
        assertThat(bench.arc.contents()).containsExactlyInAnyOrder("b0", "c0");
    }

    @Test
    void an_arc_that_did_not_answer_is_tried_with_the_first_row_and_costs_no_long_reading() {
        bench.deliversOf("org_b", "b0");
        bench.delivers("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9");
        bench.stepUntilCommitted();
        bench.readsAtOnce(2);
        bench.bind("org_b");
        for (int i = 0; i < 5; i++) {
            bench.arc.failsToAnswer(new ArcUnavailableException("503"));
        }
        int questions = bench.arc.questions();

        while (bench.arc.questions() < questions + 5) {
            bench.step();
        }

        // Once all of it, before anything was known of this Arc.
        assertThat(bench.recordsReadAgain()).isEqualTo(11 + 4 * 2);
        bench.stepUntilOpen();
        assertThat(bench.arc.contents()).contains("b0");
    }

    @Test
    void a_thousand_parked_orgs_are_one_reading_of_the_log() {
        for (int i = 0; i < 1_000; i++) {
            bench.deliversOf("org_" + i, "m" + i);
        }
        bench.stepUntilCommitted();
        assertThat(bench.lanesParked()).isEqualTo(1_000);
        for (int i = 0; i < 1_000; i++) {
            bench.bind("org_" + i);
        }

        bench.stepUntilOpen();

        assertThat(bench.recordsReadAgain()).isEqualTo(1_000);
        assertThat(bench.arc.contents()).hasSize(1_000).doesNotHaveDuplicates();
    }
}
