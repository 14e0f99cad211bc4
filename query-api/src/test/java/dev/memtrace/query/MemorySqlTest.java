package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MemorySqlTest {
    private static final MemorySql SQL =
            new MemorySql("events", Set.of(), new OrgId("org_a"), NOON, _ -> false);
    private static final PageRequest PAGE = PageRequest.newest(10);
    private static final List<AgentId> LABELS =
            List.of(new AgentId("a".repeat(128)), new AgentId("b".repeat(128)));

    @Test
    void what_clients_write_never_stands_in_sql_as_it_is() {
        Seeds.forEach(
                300,
                chance -> {
                    var text = "needle" + chance.nastyText(100);

                    var sql = SQL.page(containing(text), PAGE, 10);

                    assertThat(sql).doesNotContain("needle", "\\", ";", "--", "__", "/*");
                    assertThat(sql).matches("\\p{ASCII}*");
                });
    }

    private static MemoryFilter containing(String text) {
        var all = MemoryFilter.ALL;
        return new MemoryFilter(
                all.agents(),
                all.session(),
                all.types(),
                all.excludedTypes(),
                all.eventTypes(),
                List.of(),
                Optional.of(text),
                all.importance(),
                all.window());
    }

    @Test
    void a_window_that_ended_long_ago_is_written_as_the_pruner_reads_it() {
        var sql = SQL.page(within(Duration.ofDays(2), Duration.ofHours(2)), PAGE, 10);

        assertThat(sql)
                .contains("e.time >= '2026-02-11T12:00:00Z' AND e.time < '2026-02-13T10:00:00Z'");
    }

    @Test
    void a_window_that_may_hold_new_rows_is_not_pruned() {
        assertThat(SQL.page(within(Duration.ofDays(2), Duration.ofMinutes(30)), PAGE, 10))
                .doesNotContainPattern("time [<>]=? '");
        var open = new TimeWindow(Optional.of(NOON.minusSeconds(9)), Optional.empty());
        assertThat(SQL.page(MemoryFilter.ALL.within(open), PAGE, 10))
                .doesNotContainPattern("time [<>]=? '");
    }

    @Test
    void a_window_without_a_start_is_not_pruned_because_the_pruner_would_start_in_2020() {
        var old = new TimeWindow(Optional.empty(), Optional.of(Instant.EPOCH));

        assertThat(SQL.page(MemoryFilter.ALL.within(old), PAGE, 10))
                .doesNotContainPattern("time [<>]=? '");
    }

    @Test
    void every_question_names_the_org() {
        var id = MemoryId.random(NOON);
        var org = "e.org_id = decode(from_base64('b3JnX2E='))";

        assertThat(SQL.page(MemoryFilter.ALL, PAGE, 10)).contains("WHERE " + org);
        assertThat(SQL.excerpts(MemoryFilter.ALL, 10, 9, true)).contains("WHERE " + org);
        assertThat(SQL.positions(MemoryFilter.ALL, PAGE, 10)).contains("WHERE " + org);
        assertThat(SQL.one(id)).contains("WHERE " + org);
        assertThat(counts(SQL)).contains("WHERE " + org);
        assertThat(last(SQL)).contains("WHERE " + org);
    }

    @Test
    void counts_of_all_time_are_pruned_by_nothing() {
        assertThat(counts(SQL))
                .doesNotContainPattern("time( AS [a-z]+)? *[<>]")
                .containsOnlyOnce("WHERE");
        assertThat(last(SQL)).doesNotContainPattern("time *[<>]").containsOnlyOnce("WHERE");
    }

    @Test
    void what_is_asked_about_agents_is_within_what_arc_reads_and_can_tell_from_code() {
        var sql =
                new MemorySql(
                        "m".repeat(64),
                        Set.of(),
                        new OrgId("org_" + "a".repeat(60)),
                        NOON,
                        _ -> false);

        for (var question : List.of(counts(sql), last(sql))) {
            assertThat(question.length()).isLessThan(2_000);
            assertThat(question)
                    .doesNotContain("\\", ";", "--", "__", "/*", "\n", "FILTER", "WITH");
        }
    }

    private static String counts(MemorySql sql) {
        return sql.activity().counts(LABELS, before(6), NOON, 1_000);
    }

    private static Before before(int partitions) {
        return new Before(
                Long.MAX_VALUE,
                IntStream.range(0, partitions)
                        .boxed()
                        .collect(Collectors.toMap(it -> it, _ -> Long.MAX_VALUE - 1)));
    }

    @Test
    void a_log_of_two_hundred_partitions_still_fits() {
        assertThat(SQL.activity().counts(LABELS, before(200), NOON, 1_000).length())
                .isLessThan(Sql.BYTES_MAX);
    }

    private static String last(MemorySql sql) {
        return sql.activity().last(LABELS);
    }

    @Test
    void the_measurement_is_the_configured_one() {
        var sql = new MemorySql("elsewhere", Set.of(), new OrgId("org_a"), NOON, _ -> false);

        assertThat(sql.page(MemoryFilter.ALL, PAGE, 10))
                .contains("FROM elsewhere AS e")
                .doesNotContain("events");
        assertThat(counts(sql)).contains("FROM elsewhere AS e").doesNotContain("events");
        assertThat(last(sql)).contains("FROM elsewhere AS e").doesNotContain("events");
    }

    private static MemoryFilter within(Duration since, Duration until) {
        return MemoryFilter.ALL.within(
                new TimeWindow(Optional.of(NOON.minus(since)), Optional.of(NOON.minus(until))));
    }
}
