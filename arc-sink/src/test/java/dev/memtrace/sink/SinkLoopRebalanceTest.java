package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.WriteOutcome;
import java.util.List;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.junit.jupiter.api.Test;

/** Stops, and partitions that come and go. */
class SinkLoopRebalanceTest {
    private static final WriteOutcome TRY_LATER = new WriteOutcome.TryLater("503");

    private final LoopBench bench = new LoopBench();

    @Test
    void a_stop_leaves_what_was_gathered_for_the_next_start() {
        bench.delivers("a", "b");
        bench.step();

        bench.stop();

        assertThat(bench.step()).isEqualTo(new SinkState.Stopped());
        assertThat(bench.step()).isEqualTo(new SinkState.Stopped());
        assertThat(bench.committed()).isZero();
        bench.restart();
        bench.stepUntilCommitted();
        assertThat(bench.arc.contents()).containsExactly("a", "b");
    }

    @Test
    void a_stop_ends_the_wait_for_arc() {
        bench.arc.answers(TRY_LATER);
        bench.delivers("a", "b", "c", "d");
        bench.stepUntil(SinkState.Waiting.class);

        bench.stop();

        assertThat(bench.step()).isInstanceOf(SinkState.Stopped.class);
        assertThat(bench.committed()).isZero();
    }

    @Test
    void a_partition_that_is_taken_away_takes_its_rows_along() {
        bench.assign(List.of(Rows.FIRST, Rows.SECOND));
        bench.delivers(Rows.FIRST, "ours");
        bench.delivers(Rows.SECOND, "theirs");
        bench.step();

        bench.assign(List.of(Rows.FIRST));
        bench.stepUntilCommitted();

        assertThat(bench.arc.contents()).containsExactly("ours");
        assertThat(bench.committed(Rows.FIRST)).isEqualTo(1);
        assertThat(bench.committed(Rows.SECOND)).isZero();
    }

    @Test
    void a_partition_that_comes_in_later_is_checked_first() {
        bench.delivers("a", "b", "c", "d");
        bench.stepUntilCommitted();
        int questions = bench.arc.questions();

        bench.assign(List.of(Rows.FIRST, Rows.SECOND));
        bench.delivers(Rows.SECOND, "new");
        bench.stepUntil(SinkState.Checking.class);
        bench.stepUntilCommitted();

        assertThat(bench.arc.questions()).isEqualTo(questions + 1);
        assertThat(bench.committed(Rows.SECOND)).isEqualTo(1);
    }

    @Test
    void a_batch_that_lost_everything_while_it_waited_is_given_up() {
        bench.arc.answers(TRY_LATER);
        bench.delivers("a", "b", "c", "d");
        bench.stepUntil(SinkState.Waiting.class);

        bench.assign(List.of());

        assertThat(bench.step()).isInstanceOf(SinkState.Filling.class);
        assertThat(bench.arc.contents()).isEmpty();
    }

    @Test
    void a_commit_that_the_group_does_not_take_is_given_up_and_the_loop_is_where_it_was_before() {
        bench.delivers("a", "b", "c", "d");
        bench.stepUntil(SinkState.Committing.class);
        bench.producer.sendOffsetsToTransactionException = new CommitFailedException();

        var next = (SinkState.Filling) bench.step();

        assertThat(next.batch().isEmpty()).isTrue();
        assertThat(bench.committed()).isZero();
        assertThat(bench.consumer.position(Rows.FIRST)).isZero();
    }

    @Test
    void what_was_written_before_a_commit_that_was_given_up_is_found_and_not_written_again() {
        bench.delivers("a", "b", "c", "d");
        bench.stepUntil(SinkState.Committing.class);
        bench.producer.sendOffsetsToTransactionException = new CommitFailedException();
        bench.step();

        bench.assignAgain();
        bench.stepUntilCommitted();

        assertThat(bench.arc.writes()).hasSize(1);
        assertThat(bench.committed()).isEqualTo(4);
    }

    @Test
    void a_lane_that_was_parked_in_a_commit_that_was_given_up_is_open_as_before() {
        bench.unbind("org_a");
        bench.delivers("a", "b", "c", "d");
        bench.stepUntil(SinkState.Committing.class);
        bench.producer.sendOffsetsToTransactionException = new CommitFailedException();
        bench.step();

        assertThat(bench.marks()).isEmpty();
        assertThat(bench.lanesParked()).isZero();
    }
}
