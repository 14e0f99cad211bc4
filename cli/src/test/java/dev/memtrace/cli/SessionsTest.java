package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryEntry.Session;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    private static Session session(int number) {
        return new Session(
                "sess_%024x".formatted(number),
                new OrgId("org_x"),
                new AgentId("a" + number % 2),
                SessionStatus.ACTIVE,
                Optional.empty(),
                NOON.plusSeconds(number),
                NOON.plusSeconds(number),
                Optional.empty());
    }

    @Test
    void a_session_counts_once_however_often_it_changes() {
        var count = new SessionCount();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 100_000; i++) {
                count.take(session(i));
            }
        }

        assertThat(count.count()).isEqualTo(100_000);
        count.take(session(100_000));
        assertThat(count.count()).isEqualTo(100_001);
        count.clear();
        assertThat(count.count()).isZero();
    }

    @Test
    void of_the_newest_no_more_are_kept_than_asked_for() {
        var newest = new NewestSessions(3, Optional.of("a0"));
        for (int i : new int[] {4, 0, 8, 1, 6, 2, 9, 4}) {
            newest.take(session(i));
        }

        assertThat(newest.sessions()).containsExactly(session(8), session(6), session(4));
        assertThat(newest.hasMore()).isTrue();
        newest.clear();
        newest.take(session(2));
        assertThat(newest.sessions()).containsExactly(session(2));
        assertThat(newest.hasMore()).isFalse();
    }
}
