package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.ApiContract;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The client can make every call that docs/openapi.yaml documents. */
final class EveryCallIT extends ClientFixture {
    @Test
    void every_call_that_is_documented_can_be_made() {
        var memories = memtrace.memories();
        proxy.asked();

        var memory = accepted(memory("called " + name()).build());
        memories.list(MemoryFilter.ALL);
        memories.search(MemoryFilter.ALL);
        memories.get(memory.id());
        memories.fate(memory.id());
        var agent = memtrace.agents().create(NewAgent.named(name())).id();
        memtrace.agents().get(agent);
        memtrace.agents().list();
        memtrace.agents().stats(agent);
        memtrace.agents().memories(agent, MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        memtrace.agents().delete(agent);
        var session = memtrace.sessions().create(NewSession.of("crawler")).id();
        memtrace.sessions().get(session);
        memtrace.sessions().list();
        memtrace.sessions().close(session);
        memtrace.sessions().memories(session, MemoryFilter.ALL, Paging.FIRST, ReadOptions.STRONG);
        memtrace.sessions().context(session, ContextRequest.LAST_DAY);
        memtrace.pipeline();
        memtrace.health(Side.READS);
        memtrace.readiness(Side.READS);
        memtrace.metrics(Side.READS);
        memtrace.openApi(Side.READS);

        var asked =
                proxy.asked().stream()
                        .map(it -> it.replaceAll("/(mem|agent|sess)_[0-9a-f]+", "/{id}"))
                        .collect(Collectors.toSet());
        // Streams do not end, so they have tests of their own.
        asked.add("GET /api/v1/memories/stream");
        assertThat(asked)
                .isEqualTo(
                        ApiContract.calls().stream()
                                .map(it -> it.method() + " " + it.path())
                                .collect(Collectors.toSet()));
    }
}
