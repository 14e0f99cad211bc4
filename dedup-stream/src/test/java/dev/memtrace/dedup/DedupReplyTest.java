package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whoever waits is told each verdict once, in one reply for a request, and nobody else is. */
class DedupReplyTest extends DedupFixture {
    @Test
    void a_verdict_names_the_original_and_tells_a_repeat_from_a_conflict() {
        var start = "x".repeat(200);
        var first = Memories.memory("org_a", start);
        send(first, NOON);
        send(Memories.memory("org_a", start), NOON, ALICE, 0, false);
        send(Memories.memory("org_a", start + " but not the same"), NOON, ALICE, 1, true);

        assertThat(items())
                .containsExactly(
                        new Reply.Item(0, new Verdict.Duplicate(first.id(), true)),
                        new Reply.Item(1, new Verdict.Duplicate(first.id(), false)));
    }

    @Test
    void one_reply_answers_for_a_whole_request() {
        for (int i = 0; i < 100; i++) {
            send(Memories.memory("org_a", "memory " + i), NOON, ALICE, i, i == 99);
        }

        var reply = (Reply.Verdicts) Reply.decode(verdicts.readValue());
        assertThat(reply.to()).isEqualTo(ALICE);
        assertThat(reply.items()).hasSize(100);
        assertThat(verdicts.isEmpty()).isTrue();
    }

    @Test
    void a_request_whose_end_never_comes_is_answered_all_the_same() {
        send(Memories.memory("org_a", "x"), NOON, ALICE, 0, false);
        assertThat(verdicts.isEmpty()).isTrue();

        topology.advanceWallClockTime(Duration.ofSeconds(2));

        assertThat(items()).containsExactly(new Reply.Item(0, new Verdict.Accepted()));
    }

    @Test
    void nobody_who_does_not_wait_is_answered() {
        send(Memories.memory("org_a", "x"), NOON);

        assertThat(verdicts.isEmpty()).isTrue();
    }
}
