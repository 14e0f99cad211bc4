package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.MemoryDraft;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.MemoryParser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final Instant NOW = Instant.parse("2026-02-13T10:00:00Z");
    private static final int ROWS = 100_000;

    private final Workload workload = new Workload(NOW, ROWS);

    @Test
    void all_rows_are_valid_and_no_two_have_the_same_start() {
        var drafts = rows();

        assertThat(drafts).hasSize(ROWS);
        assertThat(drafts.stream().map(it -> it.content().substring(0, 100)).distinct())
                .hasSize(ROWS);
    }

    @Test
    void a_thirtieth_of_the_rows_happened_in_the_last_day() {
        var aDayAgo = NOW.minus(Duration.ofDays(1));

        var ofLastDay = rows().stream().filter(it -> it.time().get().isAfter(aDayAgo)).count();

        assertThat(ofLastDay).isBetween(ROWS / 30 - 1L, ROWS / 30 + 1L);
    }

    @Test
    void rows_are_spread_over_fifty_agents_and_two_thousand_sessions() {
        var drafts = rows();

        assertThat(drafts.stream().map(MemoryDraft::agent).distinct()).hasSize(50);
        assertThat(drafts.stream().map(MemoryDraft::session).distinct()).hasSize(2_000);
    }

    @Test
    void the_recent_sessions_began_within_the_last_day() {
        var timeline = workload.timeline();
        var aDayAgo = NOW.minus(Duration.ofDays(1));

        assertThat(rows())
                .filteredOn(
                        it -> number(it.session().get().value()) >= timeline.firstRecentSession())
                .hasSize(ROWS / 40)
                .allSatisfy(it -> assertThat(it.time().get()).isAfter(aDayAgo));
    }

    @Test
    void what_comes_after_the_rows_happens_now() {
        var before = Instant.now().minusSeconds(1);
        long _ = workload.number(ROWS);

        var drafts = parsed(workload.singles(0).next(workload::number));

        assertThat(drafts.getFirst().time().get()).isBetween(before, Instant.now());
    }

    @Test
    void records_of_the_ceiling_have_the_length_that_was_asked_for() {
        assertThat(workload.values(100, 319)).allSatisfy(it -> assertThat(it).hasSize(319));
    }

    private List<MemoryDraft> rows() {
        var drafts = new ArrayList<MemoryDraft>();
        var bodies = workload.batches(0);
        while (drafts.size() < ROWS) {
            drafts.addAll(parsed(bodies.next(workload::number)));
        }
        return drafts;
    }

    private static List<MemoryDraft> parsed(byte[] body) {
        var request = new MemoryParser(MemoryLimits.DEFAULTS).parse(body, Instant.now());
        assertThat(request.problems()).as(new String(body, UTF_8)).isEmpty();
        return request.drafts();
    }

    private static int number(String session) {
        return Integer.parseInt(session.substring("session-".length()));
    }
}
