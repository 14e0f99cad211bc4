package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FeedTest {
    private static final OrgId A = new OrgId("org_a");
    private static final OrgId B = new OrgId("org_b");
    private static final int MIB = 1 << 20;

    private final FakeTail tail = new FakeTail(); // whose feed takes 1 MiB
    private final Feed feed = tail.feed();

    private List<Memory> publish(String org, int count, int contentLength) {
        var memories =
                IntStream.range(0, count)
                        .mapToObj(
                                i ->
                                        MemoryBuilder.aMemory()
                                                .org(org)
                                                .content("x".repeat(contentLength) + i)
                                                .build())
                        .toList();
        tail.add(memories);
        return memories;
    }

    private static OrgFeed.News next(Feed.Listener listener) {
        try {
            return listener.await(10_000, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Memory> heard(Feed.Listener listener) {
        return ((OrgFeed.News.Rows) next(listener))
                .rows().stream().map(row -> row.memory().orElseThrow()).toList();
    }

    @Test
    void all_who_listen_hear_their_org_and_what_came_after_they_began() {
        publish("org_a", 3, 10);
        try (var one = feed.listen(A);
                var other = feed.listen(B)) {
            assertThat(one.start().offset(0)).isEqualTo(3);
            var first = publish("org_a", 2, 10);
            try (var late = feed.listen(A)) {
                var second = publish("org_a", 2, 10);

                assertThat(heard(one)).containsAll(first).containsAll(second).hasSize(4);
                assertThat(heard(one)).isEmpty();
                assertThat(heard(late)).isEqualTo(second);
                assertThat(heard(other)).isEmpty();
                assertThat(feed.listeners()).isEqualTo(3);
            }
        }
        assertThat(feed.listeners()).isZero();
        assertThat(feed.bytes()).isZero();
        publish("org_a", 2, 10);
        assertThat(feed.bytes()).isZero();
    }

    @Test
    void who_is_slower_than_there_is_room_for_misses_something_and_others_do_not() {
        try (var slow = feed.listen(A);
                var quick = feed.listen(A);
                var neighbour = feed.listen(B)) {
            var quiet = publish("org_b", 1, 10);
            for (int i = 0; i < 40; i++) {
                var some = publish("org_a", 10, 2_000);
                assertThat(heard(quick)).isEqualTo(some);
                assertThat(feed.bytes()).isLessThanOrEqualTo(MIB);
            }

            assertThat(next(slow)).isEqualTo(new OrgFeed.News.Missed());
            assertThat(heard(neighbour)).isEqualTo(quiet);
        }
    }

    @Test
    void whoever_listens_is_told_when_the_log_is_read_anew() {
        try (var listener = feed.listen(A)) {
            feed.breakOff();

            try (var meanwhile = feed.listen(A)) {
                var memories = publish("org_a", 1, 10);
                assertThat(heard(meanwhile)).isEqualTo(memories);
            }
            assertThat(next(listener)).isEqualTo(new OrgFeed.News.Missed());
        }
        try (var later = feed.listen(A)) {
            assertThat(heard(later)).isEmpty();
        }
    }
}
