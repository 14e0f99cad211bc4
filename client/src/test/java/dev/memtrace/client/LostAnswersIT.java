package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A call is repeated after its answer got lost only if that is safe, and takes effect once. */
final class LostAnswersIT extends ClientFixture {
    @Test
    void a_memory_whose_first_answer_got_lost_is_a_duplicate_of_itself() {
        var memory = memory("once only " + name()).sessionId(name()).build();
        proxy.asked();
        proxy.loseAnswers(1);

        var written = memtrace.memories().write(memory);

        assertThat(proxy.asked()).hasSize(2);
        assertThat(written).isInstanceOf(Written.Duplicate.class);
        var duplicate = (Written.Duplicate) written;
        assertThat(duplicate.mayBeOwnRepeat()).isTrue();
        assertThat(duplicate.sameContent()).isTrue();
        assertThat(memtrace.memories().get(duplicate.duplicateOf()).content())
                .isEqualTo(memory.content());
        var filter = MemoryFilter.builder().sessionId(memory.sessionId().orElseThrow()).build();
        assertThat(memtrace.memories().listAll(filter)).hasSize(1);
    }

    @Test
    void a_batch_whose_first_answer_got_lost_is_kept_once() {
        var session = name();
        var memories =
                IntStream.range(0, 5)
                        .mapToObj(i -> memory(session + " " + i).sessionId(session).build())
                        .toList();
        proxy.loseAnswers(2);

        var written = memtrace.memories().writeAll(memories);

        assertThat(written.mayBeOwnRepeat()).isTrue();
        assertThat(written.duplicates()).hasSize(5);
        var filter = MemoryFilter.builder().sessionId(session).build();
        assertThat(memtrace.memories().listAll(filter).map(Memory::id))
                .containsExactlyInAnyOrderElementsOf(
                        written.duplicates().stream()
                                .map(WrittenBatch.Duplicate::duplicateOf)
                                .toList());
    }

    @Test
    void what_is_registered_while_answers_get_lost_is_registered_once() {
        var name = "Once " + name();
        proxy.loseAnswers(1);
        var agent = memtrace.agents().create(NewAgent.named(name));
        proxy.loseAnswers(1);
        var session = memtrace.sessions().create(NewSession.of(name()));

        assertThat(memtrace.agents().listAll().filter(it -> it.name().equals(name)))
                .containsExactly(agent);
        var sessions =
                memtrace.sessions().listOf(session.agentId(), Paging.FIRST, ReadOptions.STRONG);
        assertThat(sessions.items()).containsExactly(session);
        proxy.loseAnswers(1);
        assertThat(memtrace.sessions().close(session.id()).status())
                .isEqualTo(SessionStatus.CLOSED);
    }

    @Test
    void an_agent_is_removed_again_by_id_and_never_by_name() {
        var agent = memtrace.agents().create(NewAgent.named("Gone " + name()));
        proxy.asked();
        proxy.loseAnswers(1);
        memtrace.agents().delete(agent.id());
        assertThat(proxy.asked()).hasSize(2);

        var other = memtrace.agents().create(NewAgent.named("Gone " + name()));
        proxy.asked();
        proxy.loseAnswers(1);
        assertThatThrownBy(() -> memtrace.agents().delete(other.name()))
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.mayHaveBeenDone()).isTrue());
        assertThat(proxy.asked()).hasSize(1);
    }
}
