package dev.memtrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.sink.OpenedBatch.OpenedRow;
import dev.memtrace.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BisectionTest {
    private static final WriteOutcome ACCEPTED = new WriteOutcome.Accepted();
    private static final WriteOutcome BAD = new WriteOutcome.Refused("bad rows", true);

    private final List<OpenedRow> stored = new ArrayList<>();
    private int writes;

    /** Takes whole writes only, as Arc does. */
    private WriteOutcome write(List<OpenedRow> rows, Set<OpenedRow> bad) {
        writes++;
        if (rows.stream().anyMatch(bad::contains)) {
            return rows.size() == 1
                    ? new WriteOutcome.Refused("bad: " + rows.getFirst().row().offset(), true)
                    : BAD;
        }
        stored.addAll(rows);
        return ACCEPTED;
    }

    @Test
    void exactly_the_bad_rows_are_found_and_the_others_stored_once_and_in_order() {
        Seeds.forEach(
                500,
                chance -> {
                    stored.clear();
                    writes = 0;
                    var rows = Rows.of(chance.within(1, 200));
                    var bad = new HashSet<OpenedRow>();
                    for (int i = chance.within(1, 5); i > 0; i--) {
                        bad.add(chance.oneOf(rows));
                    }
                    var refused = new LinkedHashMap<OpenedRow, String>();

                    boolean finished =
                            new Bisection(some -> write(some, bad))
                                    .findRefused(rows, "all", refused);

                    assertThat(finished).isTrue();
                    assertThat(refused.keySet()).isEqualTo(bad);
                    assertThat(stored)
                            .isEqualTo(rows.stream().filter(row -> !bad.contains(row)).toList());
                    // Two writes for each halving on the way to a bad row.
                    assertThat(writes).isLessThanOrEqualTo(bad.size() * 2 * 8);
                });
    }

    @Test
    void a_row_is_refused_for_its_own_reason_and_not_for_its_batchs() {
        var rows = Rows.of(5);
        var refused = new LinkedHashMap<OpenedRow, String>();

        new Bisection(some -> write(some, Set.of(rows.get(3))))
                .findRefused(rows, "413: too large", refused);

        assertThat(refused).containsEntry(rows.get(3), "bad: 3").hasSize(1);
    }

    @Test
    void a_row_that_came_alone_is_refused_without_another_write() {
        var rows = Rows.of(1);
        var refused = new LinkedHashMap<OpenedRow, String>();

        assertThat(
                        new Bisection(some -> write(some, Set.copyOf(rows)))
                                .findRefused(rows, "alone", refused))
                .isTrue();

        assertThat(refused).containsEntry(rows.getFirst(), "alone");
        assertThat(writes).isZero();
    }

    @Test
    void it_gives_up_as_soon_as_arc_stops_answering() {
        assertGivesUpAfterFirst(new WriteOutcome.TryLater("503", false));
    }

    @Test
    void it_gives_up_as_soon_as_arc_refuses_for_a_reason_that_is_not_the_rows() {
        assertGivesUpAfterFirst(new WriteOutcome.Refused("401", false));
    }

    private void assertGivesUpAfterFirst(WriteOutcome second) {
        var refused = new LinkedHashMap<OpenedRow, String>();
        var halves =
                new Bisection(
                        rows -> {
                            writes++;
                            return writes == 1 ? ACCEPTED : second;
                        });

        assertThat(halves.findRefused(Rows.of(8), "all", refused)).isFalse();

        assertThat(writes).isEqualTo(2);
        assertThat(refused).isEmpty();
    }
}
