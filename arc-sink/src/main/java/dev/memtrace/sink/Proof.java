package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.core.memory.OrgId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether Arc shows all of what was sent. One count for each partition answers it as a rule; only
 * where that is short are the rows looked for one by one.
 *
 * <p>A count proves something because within a span there is no row of the org but those that were
 * sent; where one was refused that is no longer so, and rows are looked for one by one at once.
 */
final class Proof {
    private final Map<Integer, Expected> expected = new LinkedHashMap<>();
    private final StoredRows.Times times;
    private final boolean isEachLookedFor;

    /** What Arc must have of one partition. */
    private record Expected(List<long[]> offsets) {
        Expected() {
            this(new ArrayList<>());
        }

        long count() {
            return offsets.stream().mapToLong(some -> some.length).sum();
        }

        StoredRows.Range range(int partition) {
            var last = offsets.getLast();
            return new StoredRows.Range(partition, offsets.getFirst()[0], last[last.length - 1]);
        }
    }

    /**
     * @param ripe in the order in which they were sent
     */
    Proof(List<Sent> ripe) {
        for (var sent : ripe) {
            for (var span : sent.spans()) {
                if (span.offsets().length > 0) {
                    expected.computeIfAbsent(
                                    span.track().partition().partition(), _ -> new Expected())
                            .offsets()
                            .add(span.offsets());
                }
            }
        }
        this.times = ripe.stream().map(Sent::times).reduce(StoredRows.Times::and).orElseThrow();
        this.isEachLookedFor = ripe.stream().anyMatch(sent -> !sent.refusals().isEmpty());
    }

    /**
     * How many rows are not there.
     *
     * @throws dev.memtrace.arc.ArcException if Arc does not say
     */
    long missing(StoredRows stored, ArcBinding binding, OrgId org) {
        var fewer = isEachLookedFor ? expected : shortOnes(stored, binding, org);
        long missing = 0;
        for (var one : fewer.entrySet()) {
            var range = one.getValue().range(one.getKey());
            var there = stored.offsets(binding, org, range, times);
            missing += one.getValue().count() - countIn(there, one.getValue());
        }
        return missing;
    }

    private Map<Integer, Expected> shortOnes(StoredRows stored, ArcBinding binding, OrgId org) {
        var ranges = new ArrayList<StoredRows.Range>();
        expected.forEach((partition, its) -> ranges.add(its.range(partition)));
        var counts =
                ranges.isEmpty()
                        ? Map.<Integer, Long>of()
                        : stored.counts(binding, org, ranges, times);
        var fewer = new LinkedHashMap<>(expected);
        fewer.entrySet()
                .removeIf(it -> counts.getOrDefault(it.getKey(), 0L) == it.getValue().count());
        return fewer;
    }

    private static long countIn(Set<Long> there, Expected its) {
        long count = 0;
        for (var some : its.offsets()) {
            for (long offset : some) {
                count += there.contains(offset) ? 1 : 0;
            }
        }
        return count;
    }
}
