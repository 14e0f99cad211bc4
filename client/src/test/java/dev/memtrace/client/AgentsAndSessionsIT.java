package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents and sessions are registered, found, changed and ended, and tell of their memories. */
final class AgentsAndSessionsIT extends ClientFixture {
    @Test
    void an_agent_is_registered_once_found_by_id_and_name_and_removed() {
        var name = "Crawler of " + name();
        var wish =
                NewAgent.named(name)
                        .withDescription("Reads price pages.")
                        .withConfig(Map.of("depth", 2))
                        .withIdempotencyKey(name);

        var agent = memtrace.agents().create(wish);

        assertThat(agent.name()).isEqualTo(name);
        assertThat(agent.description()).contains("Reads price pages.");
        assertThat(agent.config()).isEqualTo(Map.of("depth", 2));
        assertThat(memtrace.agents().create(wish)).isEqualTo(agent);
        assertThat(memtrace.agents().get(agent.id())).isEqualTo(agent);
        assertThat(memtrace.agents().get(name)).isEqualTo(agent);
        assertThat(memtrace.agents().list().items()).contains(agent);
        assertThat(memtrace.agents().listAll()).contains(agent);
        assertThatThrownBy(() -> memtrace.agents().create(NewAgent.named(name)))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.existingId()).contains(agent.id()));

        accepted(NewMemory.builder().agentId(agent.id()).content("I am").build());
        var stats = memtrace.agents().stats(name);
        assertThat(stats.memories()).isEqualTo(1);
        assertThat(stats.memoryTypes()).isEqualTo(Map.of(Memory.EPISODIC, 1L));
        assertThat(stats.lastActiveAt()).isPresent();
        var memories =
                memtrace.agents()
                        .memories(name, MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        assertThat(memories.items()).extracting(Memory::content).containsExactly("I am");

        memtrace.agents().delete(name);
        assertThatThrownBy(() -> memtrace.agents().delete(agent.id()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("agent not found");
    }

    @Test
    void a_session_is_registered_changed_closed_and_tells_its_history() {
        var wish = NewSession.of("crawler").withMetadata(Map.of("goal", "compare", "n", 1));

        var session = memtrace.sessions().create(wish);

        assertThat(session.status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(memtrace.sessions().get(session.id())).isEqualTo(session);
        assertThat(memtrace.sessions().list().items()).contains(session);
        assertThat(memtrace.sessions().listAll()).contains(session);
        var others = memtrace.sessions().listOf("nobody", Paging.FIRST, ReadOptions.STRONG);
        assertThat(others.items()).isEmpty();
        var merged = new HashMap<String, Object>();
        merged.put("goal", null);
        merged.put("result", "three plans");
        var changed = memtrace.sessions().change(session.id(), SessionChange.merging(merged));
        assertThat(changed.metadata()).isEqualTo(Map.of("n", 1, "result", "three plans"));
        var closed = memtrace.sessions().close(session.id());
        assertThat(closed.status()).isEqualTo(SessionStatus.CLOSED);
        assertThat(closed.closedAt()).contains(closed.updatedAt());

        accepted(memory("chose plan B").sessionId(session.id()).memoryType("decision").build());
        accepted(memory("a fact").sessionId(session.id()).memoryType("entity").build());
        var request =
                ContextRequest.LAST_DAY
                        .since(Duration.ofDays(2))
                        .excluding("entity")
                        .maxTokens(500)
                        .order(Order.OLDEST_FIRST);
        var context = memtrace.sessions().context(session.id(), request);
        assertThat(context.memories()).isEqualTo(1);
        assertThat(context.markdown()).contains("## Session Context", "chose plan B");
        var page =
                memtrace.sessions()
                        .memories(session.id(), MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        assertThat(page.items()).hasSize(2);
        assertThatThrownBy(() -> memtrace.sessions().close("sess_none"))
                .isInstanceOf(NotFoundException.class);
    }
}
