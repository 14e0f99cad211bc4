package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.memtrace.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A memory is kept as it was sent, and the answer to a write tells what became of it. */
final class MemoryWritesIT extends ClientFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void a_memory_comes_back_with_everything_that_it_was_sent_with() {
        var session = name();
        var sent = withEverything(session);

        var kept = accepted(sent);

        assertThat(kept.agentId()).isEqualTo(sent.agentId());
        assertThat(kept.content()).isEqualTo(sent.content());
        assertThat(kept.sessionId()).isEqualTo(sent.sessionId());
        assertThat(kept.memoryType()).isEqualTo(Memory.DECISION);
        assertThat(kept.eventType()).isEqualTo("plan_chosen");
        assertThat(kept.metadata()).isEqualTo(sent.metadata());
        assertThat(kept.tags()).isEqualTo(sent.tags());
        assertThat(kept.importance()).isEqualTo(0.75);
        assertThat(kept.dedupKey()).isEqualTo("key of " + session);
        assertThat(kept.parentId()).isEqualTo(sent.parentId());
        assertThat(kept.time()).isEqualTo(sent.time().orElseThrow());
        assertThat(kept.orgId()).isEqualTo("org_default");
        assertThat(memtrace.memories().get(kept.id())).isEqualTo(kept);
    }

    @Test
    void whatever_text_and_metadata_a_memory_has_come_back_the_same() {
        Seeds.forEach(
                50,
                chance -> {
                    var session = name();
                    var sent =
                            memory("+" + chance.nastyText(1_000))
                                    .sessionId(session)
                                    .metadata(JsonTest.map(chance, 2))
                                    .dedupKey(session)
                                    .build();

                    var kept = accepted(sent);

                    assertThat(kept.content()).isEqualTo(sent.content());
                    assertThat(kept.metadata()).isEqualTo(sent.metadata());
                    var filter = MemoryFilter.builder().sessionId(session).build();
                    assertThat(memtrace.memories().listAll(filter)).containsExactly(kept);
                });
    }

    @Test
    void a_repeat_is_a_duplicate_of_what_is_kept_and_so_is_a_conflict_with_other_content() {
        var key = name();
        var kept = accepted(memory("said once").dedupKey(key).build());

        var repeat = memtrace.memories().write(memory("said once").dedupKey(key).build());
        var conflict = memtrace.memories().write(memory("said else").dedupKey(key).build());

        assertThat(repeat).isEqualTo(new Written.Duplicate(kept.id(), true, false));
        assertThat(conflict).isEqualTo(new Written.Duplicate(kept.id(), false, false));
    }

    @Test
    void an_answer_without_a_verdict_is_pending_and_its_fate_can_be_waited_for() {
        var memory = memory("later " + name()).build();

        var written = memtrace.memories().write(memory, VerdictWait.NONE);
        var pending = ((Written.Pending) written).memory();
        var fate = memtrace.memories().awaitFate(pending.id(), PATIENCE);

        assertThat(fate).isInstanceOfAny(Fate.Accepted.class, Fate.Stored.class);
        assertThat(memtrace.memories().get(pending.id())).isEqualTo(pending);
        var again = memtrace.memories().write(memory, VerdictWait.NONE);
        var repeat = ((Written.Pending) again).memory().id();
        assertThat(memtrace.memories().awaitFate(repeat, PATIENCE))
                .isEqualTo(new Fate.Duplicate(repeat, pending.id(), true));
        assertThat(memtrace.memories().fate("mem_00000000000070008000000000000000"))
                .isEqualTo(new Fate.Unknown("mem_00000000000070008000000000000000"));
    }

    @Test
    void of_a_batch_each_memory_is_accepted_a_duplicate_or_pending() {
        var name = name();
        var first = memory("first " + name).build();
        var second = memory("second " + name).build();

        var batch = memtrace.memories().writeAll(List.of(first, second, first));
        var wait = VerdictWait.atMost(Duration.ofSeconds(3));
        var repeat = memtrace.memories().writeAll(List.of(second), wait);
        var async = memtrace.memories().writeAll(List.of(first, second), VerdictWait.NONE);

        assertThat(batch.accepted())
                .extracting(Memory::content)
                .containsExactly(first.content(), second.content());
        var kept = batch.accepted().getFirst().id();
        assertThat(batch.duplicates())
                .extracting(
                        WrittenBatch.Duplicate::index,
                        WrittenBatch.Duplicate::duplicateOf,
                        WrittenBatch.Duplicate::sameContent)
                .containsExactly(tuple(2, kept, true));
        assertThat(batch.pending()).isEmpty();
        assertThat(batch.mayBeOwnRepeat()).isFalse();
        assertThat(repeat.duplicates()).hasSize(1);
        assertThat(async.pending()).extracting(WrittenBatch.Pending::index).containsExactly(0, 1);
    }

    @Test
    void what_is_wrong_is_named_by_its_field_and_its_place_in_the_batch() {
        var bad = NewMemory.builder().agentId("9").content("c").tags("a b").build();

        assertThatThrownBy(() -> memtrace.memories().write(bad))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e -> {
                            assertThat(e.status()).isEqualTo(400);
                            assertThat(e.problems())
                                    .extracting(Problem::field)
                                    .containsExactlyInAnyOrder("agent_id", "tags");
                            assertThat(e.problems())
                                    .allMatch(it -> it.index().isEmpty())
                                    .allMatch(it -> e.getMessage().startsWith("POST /api/v1/"));
                        });
        var good = memory("good").build();
        assertThatThrownBy(() -> memtrace.memories().writeAll(List.of(good, bad)))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        e ->
                                assertThat(e.problems())
                                        .hasSize(2)
                                        .allMatch(it -> it.index().equals(OptionalInt.of(1))));
        var limit = Paging.FIRST.limit(0);
        assertThatThrownBy(() -> memtrace.memories().list(MemoryFilter.ALL, limit))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("limit must be within 1..1000, got 0");
    }
}
