package dev.memtrace.core.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class IdsTest {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    @Test
    void ids_of_sessions_grow_with_time() {
        var ids =
                Stream.iterate(NOON, it -> it.plusMillis(1))
                        .limit(1_000)
                        .map(Ids::session)
                        .toList();

        assertThat(ids)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(it -> it.matches("sess_[0-9a-f]{24}"));
    }

    @Test
    void sessions_of_one_millisecond_are_told_apart() {
        var ids = Stream.generate(() -> Ids.session(NOON)).limit(1_000).toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(it -> it.startsWith("sess_019c56df4a00"));
    }
}
