package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.core.memory.OrgId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMillis(500);

    private static final OrgId ORG = new OrgId("org_a");
    private static final URI ARC = URI.create("http://arc:8000");
    private static final ArcBinding BINDING = new ArcBinding(ARC, "d", "m", "", 1);
    private static final ArcBinding NEXT = new ArcBinding(ARC, "d", "m", "", 2);

    private final Batch batch = new Batch();

    private void add(Batch.Row row, Instant at) {
        batch.add(row, at);
        batch.reached(row.partition(), row.offset() + 1);
    }

    private boolean isDueAt(Instant now) {
        return batch.isDue(3, SECOND, now);
    }

    @Test
    void a_new_batch_is_empty_and_never_due() {
        assertThat(batch.isEmpty()).isTrue();
        assertThat(isDueAt(Instant.MAX)).isFalse();
        assertThat(batch.untilDue(SECOND, NOON, LIMIT)).isEqualTo(LIMIT);
    }

    @Test
    void it_is_due_when_it_is_full() {
        add(Rows.row(Rows.FIRST, 0), NOON);
        add(Rows.row(Rows.FIRST, 1), NOON);
        assertThat(isDueAt(NOON)).isFalse();

        add(Rows.row(Rows.SECOND, 0), NOON);

        assertThat(isDueAt(NOON)).isTrue();
    }

    @Test
    void it_is_due_when_its_first_row_is_old_however_new_the_last_one_is() {
        add(Rows.row(Rows.FIRST, 0), NOON);
        add(Rows.row(Rows.FIRST, 1), NOON.plusMillis(999));

        assertThat(isDueAt(NOON.plusMillis(999))).isFalse();
        assertThat(isDueAt(NOON.plusMillis(1_000))).isTrue();
    }

    @Test
    void it_says_how_long_until_it_is_due_up_to_a_limit() {
        add(Rows.row(Rows.FIRST, 0), NOON);

        assertThat(batch.untilDue(SECOND, NOON, LIMIT)).isEqualTo(LIMIT);
        assertThat(batch.untilDue(SECOND, NOON.plusMillis(900), LIMIT)).hasMillis(100);
        assertThat(batch.untilDue(SECOND, NOON.plusSeconds(5), LIMIT)).isZero();
    }

    @Test
    void offsets_without_rows_are_due_at_once() {
        batch.reached(Rows.FIRST, 7);

        assertThat(batch.isEmpty()).isFalse();
        assertThat(batch.size()).isZero();
        assertThat(isDueAt(NOON)).isTrue();
        assertThat(batch.offsets().get(Rows.FIRST)).isEqualTo(7);
    }

    @Test
    void it_commits_the_furthest_offset_of_each_partition_and_never_goes_back() {
        batch.reached(Rows.FIRST, 7);
        batch.reached(Rows.SECOND, 3);
        batch.reached(Rows.FIRST, 5);

        assertThat(batch.offsets().get(Rows.FIRST)).isEqualTo(7);
        assertThat(batch.offsets().get(Rows.SECOND)).isEqualTo(3);
    }

    @Test
    void a_lost_partition_takes_its_rows_and_its_offset_with_it() {
        var other = Rows.row(Rows.SECOND, 4);
        add(Rows.row(Rows.FIRST, 0), NOON);
        add(other, NOON);

        batch.forget(List.of(Rows.FIRST));

        assertThat(batch.rows()).containsExactly(other);
        assertThat(batch.offsets()).containsOnlyKeys(Rows.SECOND);

        batch.forget(List.of(Rows.SECOND));

        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void rows_that_are_done_are_not_written_but_their_offsets_are_committed() {
        var rows = Rows.of(3);
        rows.forEach(row -> add(row, NOON));

        batch.removeRowsOf(ORG, row -> row.offset() != 1);

        assertThat(batch.rows()).containsExactly(rows.get(1));
        assertThat(batch.offsets().get(Rows.FIRST)).isEqualTo(3);
    }

    @Test
    void its_name_tells_where_it_stands_and_nothing_of_what_it_holds() {
        Rows.of(2).forEach(row -> add(row, NOON));

        assertThat(batch).hasToString("2 rows of {memtrace.accepted-0=2}");
    }

    @Test
    void rows_are_told_apart_by_org_and_keep_the_order_of_the_log() {
        var theirs = new Batch.Row(Rows.FIRST, 1, SinkBench.memory("org_b", 1, "theirs"));
        var rows = List.of(Rows.row(Rows.FIRST, 0), theirs, Rows.row(Rows.FIRST, 2));
        rows.forEach(row -> add(row, NOON));

        assertThat(batch.orgs()).containsExactly(ORG, new OrgId("org_b"));
        assertThat(batch.rowsOf(ORG)).containsExactly(rows.get(0), rows.get(2));

        batch.removeRowsOf(ORG, _ -> true);

        assertThat(batch.orgs()).containsExactly(new OrgId("org_b"));
        assertThat(batch.rows()).containsExactly(theirs);
        assertThat(batch.size()).isEqualTo(1);
        assertThat(batch.offsets().get(Rows.FIRST)).isEqualTo(3);
    }

    @Test
    void a_lost_partition_takes_its_refusals_with_it() {
        batch.refuse(Refusal.of(Rows.row(Rows.FIRST, 0), "reason"));
        var other = Refusal.of(Rows.row(Rows.SECOND, 0), "reason");
        batch.refuse(other);

        batch.forget(List.of(Rows.FIRST));

        assertThat(batch.refusals()).containsExactly(other);
    }

    @Test
    void what_is_clear_is_so_for_one_version_of_a_binding_and_one_attempt() {
        batch.clear(ORG, BINDING);

        assertThat(batch.isClear(ORG, BINDING)).isTrue();
        assertThat(batch.isClear(ORG, NEXT)).isFalse();

        batch.beginAttempt();

        assertThat(batch.isClear(ORG, BINDING)).isFalse();
    }
}
