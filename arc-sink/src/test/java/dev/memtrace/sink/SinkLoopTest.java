package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.ArcUnavailableException;
import dev.memtrace.arc.WriteOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a record to its commit, and what an Arc that is away does to it. */
class SinkLoopTest {
    private static final WriteOutcome TRY_LATER = new WriteOutcome.TryLater("503");

    private final LoopBench bench = new LoopBench();

    @Test
    void nothing_is_committed_until_arc_accepts() {
        bench.arc.answers(TRY_LATER);
        bench.delivers("m0", "m1", "m2", "m3");

        bench.stepUntil(SinkState.Waiting.class);
        assertThat(bench.committed()).isZero();

        bench.stepUntil(SinkState.Committing.class);
        assertThat(bench.committed()).isZero();
        bench.step();
        assertThat(bench.committed()).isEqualTo(4);
        assertThat(bench.arc.contents()).containsExactly("m0", "m1", "m2", "m3");
    }

    @Test
    void the_first_batch_of_a_partition_is_checked_and_a_later_one_is_not() {
        bench.delivers("a", "b", "c", "d");
        assertThat(bench.step()).isInstanceOf(SinkState.Checking.class);
        assertThat(bench.step()).isInstanceOf(SinkState.Writing.class);
        assertThat(bench.step()).isInstanceOf(SinkState.Committing.class);
        assertThat(bench.step()).isInstanceOf(SinkState.Filling.class);

        bench.delivers("e", "f", "g", "h");
        assertThat(bench.step()).isInstanceOf(SinkState.Writing.class);
        assertThat(bench.arc.questions()).isEqualTo(1);
    }

    @Test
    void rows_that_a_predecessor_has_written_are_left_out_and_committed() {
        bench.delivers("a", "b");
        bench.stepUntil(SinkState.Committing.class); // and dies
        bench.restart();
        bench.delivers("c", "d");

        bench.stepUntilCommitted();

        assertThat(bench.arc.writes()).containsExactly(List.of("a", "b"), List.of("c", "d"));
        assertThat(bench.committed()).isEqualTo(4);
    }

    @Test
    void it_asks_on_until_a_batch_of_which_arc_has_nothing() {
        bench.delivers("a", "b", "c", "d");
        bench.stepUntil(SinkState.Committing.class); // and dies
        bench.restart();
        bench.stepUntilCommitted();
        assertThat(bench.arc.questions()).isEqualTo(2);

        bench.delivers("e", "f", "g", "h");
        bench.stepUntilCommitted();
        assertThat(bench.arc.questions()).isEqualTo(3);

        bench.delivers("i", "j", "k", "l");
        bench.stepUntilCommitted();
        assertThat(bench.arc.questions()).isEqualTo(3);
        assertThat(bench.arc.contents()).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void a_batch_waits_until_it_is_full_or_old() {
        bench.delivers("a", "b", "c");
        assertThat(bench.step()).isInstanceOf(SinkState.Filling.class);
        bench.delivers("d");
        assertThat(bench.step()).isInstanceOf(SinkState.Checking.class);
        bench.stepUntilCommitted();

        bench.delivers("e");
        assertThat(bench.step()).isInstanceOf(SinkState.Filling.class);
        assertThat(bench.step()).isInstanceOf(SinkState.Filling.class); // half a second old
        assertThat(bench.step()).isInstanceOf(SinkState.Writing.class);
    }

    @Test
    void a_retry_sends_the_same_memories_in_the_same_order() {
        bench.arc.answers(TRY_LATER);
        bench.arc.answers(TRY_LATER);
        bench.delivers("m0", "m1", "m2", "m3");

        bench.stepUntilCommitted();

        assertThat(bench.arc.writes()).hasSize(3).containsOnly(List.of("m0", "m1", "m2", "m3"));
    }

    @Test
    void a_write_that_was_stored_without_an_answer_is_found_and_not_sent_again() {
        bench.arc.storesButAnswers(TRY_LATER);
        bench.delivers("m0", "m1", "m2", "m3");

        bench.stepUntilCommitted();

        assertThat(bench.arc.writes()).hasSize(1);
        assertThat(bench.committed()).isEqualTo(4);
    }

    @Test
    void nothing_is_written_while_arc_does_not_say_what_it_has() {
        bench.arc.failsToAnswer(new ArcUnavailableException("503"));
        bench.delivers("m0", "m1", "m2", "m3");

        bench.stepUntil(SinkState.Waiting.class);
        assertThat(bench.arc.writes()).isEmpty();

        bench.stepUntilCommitted();
        assertThat(bench.arc.contents()).containsExactly("m0", "m1", "m2", "m3");
    }

    @Test
    void pauses_double_up_to_ten_seconds() {
        bench.delivers("m0", "m1", "m2", "m3");
        long longestMillis = 100;
        for (int attempt = 1; attempt <= 12; attempt++) {
            bench.arc.answers(TRY_LATER);

            var waiting = bench.stepUntil(SinkState.Waiting.class);

            assertThat(waiting.attempt()).isEqualTo(attempt);
            assertThat(waiting.pause())
                    .isBetween(
                            Duration.ofMillis(longestMillis / 2), Duration.ofMillis(longestMillis));
            longestMillis = Math.min(2 * longestMillis, 10_000);
        }
    }

    @Test
    void it_polls_in_short_steps_while_it_waits_so_that_a_stop_is_heard_and_the_group_is_kept() {
        bench.delivers("m0", "m1", "m2", "m3");
        for (int i = 0; i < 8; i++) {
            bench.arc.answers(TRY_LATER);
            bench.stepUntil(SinkState.Waiting.class);
        }
        bench.consumer.polls.clear();

        bench.step(); // five to ten seconds

        assertThat(bench.consumer.polls)
                .hasSizeGreaterThan(8)
                .allMatch(poll -> poll.compareTo(Duration.ofMillis(500)) <= 0)
                .noneMatch(Duration::isNegative);
    }

    @Test
    void a_batch_that_is_not_full_takes_in_more_while_it_waits_and_a_full_one_does_not() {
        bench.arc.answers(TRY_LATER);
        bench.arc.answers(TRY_LATER);
        bench.delivers("a", "b");
        bench.stepUntil(SinkState.Waiting.class);

        bench.delivers("c", "d");
        bench.stepUntil(SinkState.Waiting.class);
        bench.delivers("e", "f");
        bench.stepUntilCommitted();

        assertThat(bench.arc.writes())
                .containsExactly(
                        List.of("a", "b"),
                        List.of("a", "b", "c", "d"),
                        List.of("a", "b", "c", "d"));
        assertThat(bench.committed()).isEqualTo(4);
        bench.stepUntilCommitted();
        assertThat(bench.arc.contents()).containsExactly("a", "b", "c", "d", "e", "f");
    }
}
