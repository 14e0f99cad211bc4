package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A read gives what its filter, its page and its consistency ask for. */
final class MemoryReadsIT extends ClientFixture {
    @Test
    void every_condition_of_a_filter_is_met_by_list_and_by_search() {
        var session = name();
        var kept = accepted(withEverything(session));
        accepted(memory("another of " + session).sessionId(session).build());
        var filter =
                MemoryFilter.builder()
                        .agentId("crawler")
                        .sessionId(session)
                        .memoryTypes(Memory.DECISION, Memory.ENTITY)
                        .eventTypes("plan_chosen", "error")
                        .tags("pricing", session)
                        .contentContains("CRAWLED /pricing")
                        .minImportance(0.5)
                        .maxImportance(0.75)
                        .since(kept.time())
                        .until(kept.time().plusSeconds(1))
                        .build();
        var all = MemoryFilter.builder().sessionId(session).since(Duration.ofHours(2)).build();
        var oldestFirst = Paging.FIRST.limit(1).order(Order.OLDEST_FIRST);

        assertThat(memtrace.memories().list(filter).items()).containsExactly(kept);
        assertThat(memtrace.memories().search(filter).page().items()).containsExactly(kept);
        assertThat(memtrace.memories().list(all).items()).hasSize(2);
        var first = memtrace.memories().search(all, oldestFirst, ReadOptions.STRONG).page();
        assertThat(first.items()).containsExactly(kept);
        assertThat(first.hasMore()).isTrue();
        var next = oldestFirst.after(first.nextCursor().orElseThrow());
        assertThat(memtrace.memories().search(all, next, ReadOptions.STRONG).page().hasMore())
                .isFalse();
        assertThat(memtrace.memories().list(all, Paging.FIRST.offset(1)).items()).hasSize(1);
    }

    @Test
    void all_entries_of_a_list_come_once_however_many_pages_they_fill() {
        var session = name();
        var memories =
                IntStream.range(0, 25)
                        .mapToObj(i -> memory(session + " " + i).sessionId(session).build())
                        .toList();
        assertThat(memtrace.memories().writeAll(memories).accepted()).hasSize(25);
        var filter = MemoryFilter.builder().sessionId(session).build();
        var ten = Paging.FIRST.limit(10);
        proxy.asked();

        assertThat(memtrace.memories().listAll(filter, ten, ReadOptions.STRONG))
                .extracting(Memory::content)
                .containsExactlyInAnyOrderElementsOf(
                        memories.stream().map(NewMemory::content).toList());
        assertThat(proxy.asked()).hasSize(3);
        assertThat(memtrace.memories().listAll(filter, ten, ReadOptions.STRONG).limit(5))
                .hasSize(5);
        assertThat(proxy.asked()).hasSize(1);
        var all = MemoryFilter.ALL;
        assertThat(memtrace.sessions().allMemories(session, all, ten, ReadOptions.STRONG))
                .hasSize(25);
        assertThat(memtrace.agents().allMemories("crawler", filter, ten, ReadOptions.STRONG))
                .hasSize(25);
        assertThat(memtrace.memories().listAll(filter)).hasSize(25);
    }

    @Test
    void an_eventual_read_says_how_far_behind_it_may_be_and_a_strong_one_is_not() {
        var kept = accepted(memory("fresh " + name()).build());
        var within = ReadOptions.strongWithin(Duration.ofSeconds(5));

        var strong = memtrace.memories().get(kept.id(), within);
        var page = memtrace.memories().list(MemoryFilter.ALL, Paging.FIRST, ReadOptions.EVENTUAL);

        assertThat(strong).isEqualTo(new Read<>(kept, Duration.ZERO));
        assertThat(page.staleness()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(memtrace.agents().list(Paging.FIRST, ReadOptions.EVENTUAL).staleness())
                .isGreaterThanOrEqualTo(Duration.ZERO);
    }
}
