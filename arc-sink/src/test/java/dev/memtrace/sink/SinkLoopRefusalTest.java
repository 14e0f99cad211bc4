package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.core.memory.Memories;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** Memories that nobody wants, and refusals that are not their fault. */
class SinkLoopRefusalTest {
    private final LoopBench bench = new LoopBench();

    private List<String> reasons() {
        return bench.rejected().stream()
                .map(it -> new String(it.headers().lastHeader("memtrace-reason").value(), UTF_8))
                .toList();
    }

    @Test
    void a_bad_memory_is_kept_and_its_neighbours_are_stored() {
        bench.arc.refuses("bad");
        bench.delivers("a", "bad", "c", "d");

        bench.stepUntil(SinkState.Committing.class);
        assertThat(bench.arc.contents()).containsExactly("a", "c", "d");
        assertThat(reasons()).isEmpty();

        bench.step();
        assertThat(reasons()).containsExactly("400: bad content");
        assertThat(bench.committed()).isEqualTo(4);
    }

    @Test
    void a_bad_memory_that_is_alone_waits_in_the_log_for_the_company_that_clears_arc() {
        bench.arc.refuses("bad");
        bench.delivers("bad");
        bench.stepUntilCommitted();
        assertThat(bench.committed()).isEqualTo(1);
        assertThat(bench.marks()).containsExactly(Map.entry("org_a", 0L));
        bench.steps(10);
        assertThat(bench.rejected()).isEmpty();

        bench.delivers("good");
        bench.stepUntilCommitted();
        bench.stepUntilOpen();

        assertThat(reasons()).containsExactly("400: bad content");
        assertThat(bench.arc.contents()).containsExactly("good");
        assertThat(bench.committed()).isEqualTo(2);
    }

    @Test
    void a_bad_memory_that_is_alone_holds_up_nobody_else() {
        bench.bind("org_b");
        bench.arc.refuses("bad");
        bench.delivers("bad");
        bench.deliversOf("org_b", "b0");
        bench.deliversOf("org_b", "b1");
        bench.deliversOf("org_b", "b2");

        bench.stepUntilCommitted();

        assertThat(bench.arc.contents()).containsExactly("b0", "b1", "b2");
        assertThat(bench.committed()).isEqualTo(4);
    }

    @Test
    void a_refusal_that_is_not_the_memories_fault_costs_no_memory() {
        for (int i = 0; i < 3; i++) {
            bench.arc.answers(new WriteOutcome.Refused("401: not the token", false));
        }
        bench.delivers("a", "b", "c", "d");

        bench.stepUntilCommitted();

        assertThat(bench.rejected()).isEmpty();
        assertThat(bench.arc.writes()).hasSize(4);
        assertThat(bench.arc.contents()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void nothing_is_committed_when_a_refused_memory_could_not_be_kept() {
        bench.arc.refuses("bad");
        bench.delivers("a", "bad", "c", "d");
        bench.stepUntil(SinkState.Committing.class);
        bench.producer.commitTransactionException = new KafkaException("the broker is away");

        assertThatThrownBy(bench::step).isInstanceOf(KafkaException.class);

        assertThat(bench.committed()).isZero();
    }

    @Test
    void bytes_that_are_no_memory_are_kept_and_committed_without_a_write() {
        bench.delivers(Rows.FIRST, new byte[] {9, 9});

        bench.stepUntilCommitted();

        assertThat(bench.rejected().getFirst().value()).containsExactly(9, 9);
        assertThat(bench.arc.writes()).isEmpty();
        assertThat(bench.committed()).isEqualTo(1);
    }

    @Test
    void a_memory_of_a_time_that_arc_cannot_tell_is_kept_and_stops_nothing() {
        var longAgo =
                Memories.memory("org_a", "agent_a", "old", Instant.parse("1970-01-02T00:00:00Z"));
        bench.delivers(Rows.FIRST, AcceptedTopic.value(longAgo));
        bench.delivers("good");

        bench.stepUntilCommitted();

        assertThat(reasons()).containsExactly("the time of a memory is one that Arc cannot tell");
        assertThat(bench.arc.contents()).containsExactly("good");
        assertThat(bench.committed()).isEqualTo(2);
    }
}
