package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LaneMark;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TailIndexTest {
    private static final OrgId ORG_A = new OrgId("org_a");
    private static final OrgId ORG_B = new OrgId("org_b");
    private static final int ROW_BYTES = 1_400;

    private final FakeTail tail = new FakeTail(100 * ROW_BYTES);
    private final TailIndex index = tail.index();

    private static List<Memory> memories(String org, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                MemoryBuilder.aMemory()
                                        .org(org)
                                        .at(MemoryBuilder.NOON.plusSeconds(i))
                                        .build())
                .toList();
    }

    private void add(List<Memory> memories, int partition, long first) {
        for (int i = 0; i < memories.size(); i++) {
            tail.add(memories.get(i), partition, first + i);
        }
    }

    private int size(OrgId org) {
        return index.page(org, MemoryFilter.ALL, PageRequest.newest(1_000), 1_000).size();
    }

    private void settle(Frontier frontier) {
        index.settle(frontier, System.nanoTime(), System.nanoTime());
    }

    @Test
    void who_has_most_makes_room_and_is_told_to_be_incomplete_until_its_arc_has_it() {
        add(memories("org_b", 10), 1, 0);
        add(memories("org_a", 200), 0, 500);

        assertThat(index.bytes()).isLessThanOrEqualTo(100L * ROW_BYTES);
        assertThat(size(ORG_B)).isEqualTo(10);
        assertThat(index.missingSinceMillis(ORG_B)).isEmpty();
        assertThat(size(ORG_A)).isBetween(75, 95);
        assertThat(index.missingSinceMillis(ORG_A)).hasValue(500);

        settle(new Frontier(Map.of(0, 550L), Map.of()));
        assertThat(index.missingSinceMillis(ORG_A)).isPresent();
        settle(new Frontier(Map.of(0, 650L), Map.of()));
        assertThat(index.missingSinceMillis(ORG_A)).isEmpty();
        assertThat(size(ORG_A)).isEqualTo(50);
    }

    @Test
    void a_mark_counts_for_its_org_and_partition_alone() {
        add(memories("org_a", 5), 0, 10);
        add(memories("org_a", 5), 1, 10);
        add(memories("org_b", 5), 0, 20);

        settle(new Frontier(Map.of(0, 30L, 1, 30L), Map.of(new LaneMark.Key(ORG_A, 0), 12L)));

        assertThat(size(ORG_A)).isEqualTo(3);
        assertThat(size(ORG_B)).isZero();
    }

    @Test
    void what_comes_late_and_is_in_arc_already_is_not_kept() {
        index.begin(new Frontier(Map.of(0, 12L), Map.of()));

        add(memories("org_a", 5), 0, 10);

        assertThat(size(ORG_A)).isEqualTo(3);
    }

    @Test
    void what_is_left_out_at_the_start_is_missing_until_its_arc_has_it() {
        var lane = new LaneMark.Key(ORG_A, 0);
        index.begin(new Frontier(Map.of(0, 100L), Map.of(lane, 5L)));

        index.leaveOut(lane, 50, 77);

        assertThat(index.missingSinceMillis(ORG_A)).hasValue(77);
        settle(new Frontier(Map.of(0, 100L), Map.of(lane, 50L)));
        assertThat(index.missingSinceMillis(ORG_A)).isEmpty();
    }

    @Test
    void one_memory_at_two_places_of_the_log_is_one_until_the_last_is_in_arc() {
        var memory = memories("org_a", 1);
        add(memory, 0, 10);
        add(memory, 0, 20);

        assertThat(size(ORG_A)).isEqualTo(1);
        settle(new Frontier(Map.of(0, 15L), Map.of()));
        assertThat(size(ORG_A)).isEqualTo(1);
        settle(new Frontier(Map.of(0, 25L), Map.of()));
        assertThat(size(ORG_A)).isZero();
    }

    @Test
    void counts_know_what_of_arc_they_leave_out() {
        add(memories("org_a", 5), 0, 10);
        add(memories("org_a", 5), 1, 40);
        settle(new Frontier(Map.of(0, 12L), Map.of()));

        var contents = index.contents(ORG_A, MemoryFilter.ALL);

        assertThat(contents.rows()).hasSize(8);
        assertThat(contents.firstOffsets()).isEqualTo(Map.of(0, 12L, 1, 40L));
    }

    @Test
    void an_hour_whose_memories_came_to_arc_of_late_is_new() {
        add(memories("org_a", 1), 0, 10);
        var hour = window(MemoryBuilder.NOON, MemoryBuilder.NOON.plus(Duration.ofHours(1)));
        long now = System.nanoTime();
        assertThat(index.hasNewHour(ORG_A, hour, now)).isFalse();

        index.settle(new Frontier(Map.of(0, 11L), Map.of()), now, now);

        assertThat(index.hasNewHour(ORG_A, hour, now)).isTrue();
        assertThat(index.hasNewHour(ORG_B, hour, now)).isFalse();
        var later = MemoryBuilder.NOON.plus(Duration.ofHours(1));
        assertThat(index.hasNewHour(ORG_A, window(later, later.plusSeconds(1)), now)).isFalse();

        long muchLater = now + Duration.ofSeconds(161).toNanos();
        index.settle(new Frontier(Map.of(0, 11L), Map.of()), muchLater, muchLater);
        assertThat(index.hasNewHour(ORG_A, hour, muchLater)).isFalse();
    }

    @Test
    void memories_of_two_agents_come_in_one_order_and_end_where_the_page_does() {
        var all =
                IntStream.range(0, 30)
                        .mapToObj(
                                i ->
                                        MemoryBuilder.aMemory()
                                                .org("org_a")
                                                .agent("a" + i % 3)
                                                .at(MemoryBuilder.NOON.plusSeconds(i * 7 % 30))
                                                .build())
                        .toList();
        add(all, 0, 0);
        var both = MemoryFilter.ALL.ofAgents(List.of(new AgentId("a0"), new AgentId("a2")));

        var page = index.page(ORG_A, both, PageRequest.newest(12), 12);

        assertThat(page)
                .isEqualTo(
                        all.stream()
                                .filter(both.matcher())
                                .sorted(Comparator.comparing(Memory::time).reversed())
                                .limit(12)
                                .toList());
    }

    private static TimeWindow window(Instant since, Instant until) {
        return new TimeWindow(Optional.of(since), Optional.of(until));
    }
}
