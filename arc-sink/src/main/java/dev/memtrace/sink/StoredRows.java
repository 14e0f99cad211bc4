package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcQueryException;
import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.OrgId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks Arc which of an org's rows can be read. Thread-safe. */
final class StoredRows {
    /** Each takes some 90 of the 10,000 bytes that Arc reads. */
    private static final int RANGES_MAX = 60;

    private final ArcClient arc;
    private final long logEpoch;
    private final Clock clock;

    /**
     * Rows of one partition, from one offset to another, both included.
     *
     * @param first the lowest offset
     * @param last the highest
     */
    record Range(int partition, long first, long last) {}

    /** Times of memories, both included. */
    record Times(Instant from, Instant to) {
        Times and(Times other) {
            return new Times(
                    from.isBefore(other.from) ? from : other.from,
                    to.isAfter(other.to) ? to : other.to);
        }
    }

    StoredRows(ArcClient arc, long logEpoch, Clock clock) {
        this.arc = arc;
        this.logEpoch = logEpoch;
        this.clock = clock;
    }

    /**
     * How many different rows of each range Arc shows; nothing for a range of which it shows none.
     * What it shows is there; it may be late to show the rows of an hour that has just begun.
     *
     * @param ranges one for each partition
     * @throws dev.memtrace.arc.ArcException if Arc does not say
     */
    Map<Integer, Long> counts(ArcBinding binding, OrgId org, List<Range> ranges, Times times) {
        var counts = new HashMap<Integer, Long>();
        for (int i = 0; i < ranges.size(); i += RANGES_MAX) {
            var some = ranges.subList(i, Math.min(i + RANGES_MAX, ranges.size()));
            var sql =
                    "SELECT e.kafka_partition AS p, COUNT(DISTINCT e.kafka_offset) AS n FROM "
                            + binding.measurement()
                            + " AS e WHERE "
                            + pruned(times)
                            + ours(org, some)
                            + " GROUP BY e.kafka_partition";
            ask(binding, sql).forEach(row -> counts.put((int) row.number("p"), row.number("n")));
        }
        return counts;
    }

    /**
     * The offsets within the range that Arc has.
     *
     * @throws dev.memtrace.arc.ArcException if Arc does not say
     */
    Set<Long> offsets(ArcBinding binding, OrgId org, Range range, Times times) {
        // Bounded by org and offsets: one batch's worth of rows at most, however often each is
        // stored, and whoever else shares the Arc.
        var sql =
                "SELECT DISTINCT e.kafka_offset AS kafka_offset FROM "
                        + binding.measurement()
                        + " AS e WHERE "
                        + (isOfNewHour(times) ? unpruned(times) : pruned(times))
                        + ours(org, List.of(range))
                        + " ORDER BY kafka_offset";
        var offsets = new HashSet<Long>();
        ask(binding, sql).forEach(row -> offsets.add(row.number(MemoryColumns.KAFKA_OFFSET)));
        return offsets;
    }

    private boolean isOfNewHour(Times times) {
        var hour = times.to().truncatedTo(ChronoUnit.HOURS);
        return hour.plus(Sql.NEW_HOUR).isAfter(clock.instant());
    }

    private static String pruned(Times times) {
        return Sql.from(times.from()) + " AND " + Sql.before(times.to().plus(1, ChronoUnit.MICROS));
    }

    private static String unpruned(Times times) {
        return Sql.fromUnpruned(times.from())
                + " AND "
                + Sql.beforeUnpruned(times.to().plus(1, ChronoUnit.MICROS));
    }

    private String ours(OrgId org, List<Range> ranges) {
        var any = new ArrayList<String>();
        for (var range : ranges) {
            any.add(
                    "(e.kafka_partition = "
                            + range.partition()
                            + " AND e.kafka_offset >= "
                            + range.first()
                            + " AND e.kafka_offset <= "
                            + range.last()
                            + ")");
        }
        return " AND "
                + Sql.equal(MemoryColumns.ORG_ID, org.value())
                + " AND e.log_epoch = "
                + logEpoch
                + " AND ("
                + String.join(" OR ", any)
                + ")";
    }

    private List<QueryResult.Row> ask(ArcBinding binding, String sql) {
        try {
            return arc.query(binding, sql).rows();
        } catch (ArcQueryException e) {
            if (!e.isMissingColumn()) {
                throw e;
            }
            // All rows are the original's, which have no offsets: none of them is ours.
            return List.of();
        }
    }
}
