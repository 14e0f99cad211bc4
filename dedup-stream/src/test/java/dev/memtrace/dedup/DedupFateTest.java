package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Fate;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Verdict;
import org.junit.jupiter.api.Test;

/** A duplicate leaves its fate behind if its client may not be told and knows its id. */
class DedupFateTest extends DedupFixture {
    @Test
    void who_cannot_be_told_that_it_is_a_duplicate_can_ask_for_it_later() {
        var first = Memories.memory("org_a", "crawled /pricing");
        var inTime = Memories.memory("org_a", "crawled /pricing");
        var unawaited = Memories.memory("org_a", "crawled /pricing");
        var late = Memories.memory("org_a", "crawled /pricing");
        send(first, NOON);
        send(inTime, NOON, ALICE, 0, true);
        send(first, NOON); // a replay, which goes on as what it was
        assertThat(fates.isEmpty()).isTrue();

        send(unawaited, NOON);
        topology.advanceWallClockTime(Judge.LATE);
        send(late, NOON, ALICE, 0, true);
        send(Memories.memory("org_a", "new, but late"), NOON, ALICE, 0, true);

        assertThat(fates.readKeyValuesToList())
                .extracting(it -> Fate.decode(it.key, it.value))
                .containsExactly(
                        new Fate(
                                new OrgId("org_a"),
                                unawaited.id(),
                                new Verdict.Duplicate(first.id(), true)),
                        new Fate(
                                new OrgId("org_a"),
                                late.id(),
                                new Verdict.Duplicate(first.id(), true)));
        assertThat(items()).hasSize(3);
    }

    @Test
    void no_word_is_left_of_a_duplicate_whose_sender_knows_no_id() {
        send(Memories.memory("org_a", "crawled /pricing"), NOON, ReplyAddress.UNKNOWN_ID, 0, true);
        send(Memories.memory("org_a", "crawled /pricing"), NOON, ReplyAddress.UNKNOWN_ID, 0, true);

        assertThat(accepted.readValuesToList()).hasSize(1);
        assertThat(fates.isEmpty()).isTrue();
        assertThat(verdicts.isEmpty()).isTrue();
    }
}
