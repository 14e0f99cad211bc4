package dev.memtrace.cli;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcException;
import dev.memtrace.arc.ArcQueryException;
import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks an org's Arc how often it has memories of the log: by where they are in the log, which is
 * one question for thousands, and by their ids those that it does not have there. One thread.
 */
final class StoredIds {
    /** Each takes some 90 of the 10,000 bytes that Arc reads. */
    private static final int RANGES_MAX = 60;

    /** Each takes some 75. */
    private static final int IDS_MAX = 100;

    /**
     * For so long after an hour has begun, Arc may leave out its files when it is asked by time
     * (ARC-CONTRACT 3.9).
     */
    private static final Duration NEW_HOUR = Duration.ofSeconds(160);

    private final ArcClient arc;
    private final ArcBinding binding;
    private final OrgId org;
    private final long logEpoch;
    private final Clock clock;

    StoredIds(ArcClient arc, ArcBinding binding, OrgId org, long logEpoch, Clock clock) {
        this.arc = arc;
        this.binding = binding;
        this.org = org;
        this.logEpoch = logEpoch;
        this.clock = clock;
    }

    /**
     * How many rows Arc has of each of these, by memory id; those of which it has none are not in
     * it.
     *
     * @throws CommandFailedException if Arc does not say
     */
    Map<MemoryId, Long> times(List<AuditRow> rows) {
        var storable = rows.stream().filter(it -> it.time().isPresent()).toList();
        if (storable.isEmpty()) {
            return Map.of();
        }
        var times = byPlace(storable);
        // A memory that was replayed is in the log twice, and Arc may have it from either place.
        byId(
                storable.stream()
                        .filter(it -> it.isReplay() || !times.containsKey(it.id()))
                        .sorted(Comparator.comparing(it -> it.time().orElseThrow()))
                        .toList(),
                times);
        return times;
    }

    private Map<MemoryId, Long> byPlace(List<AuditRow> rows) {
        var wanted = new HashSet<MemoryId>();
        var ranges = new TreeMap<Integer, long[]>();
        for (var row : rows) {
            wanted.add(row.id());
            ranges.merge(
                    row.partition(),
                    new long[] {row.offset(), row.offset()},
                    (a, b) -> new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
        }
        var conditions = new ArrayList<String>();
        ranges.forEach(
                (partition, range) ->
                        conditions.add(
                                "(e.kafka_partition = %d AND e.kafka_offset >= %d AND e.kafka_offset <= %d)"
                                        .formatted(partition, range[0], range[1])));
        var instants = rows.stream().map(it -> it.time().orElseThrow()).sorted().toList();
        var found = new HashMap<MemoryId, Long>();
        for (int i = 0; i < conditions.size(); i += RANGES_MAX) {
            var some = conditions.subList(i, Math.min(i + RANGES_MAX, conditions.size()));
            ask(
                    pruned(instants.getFirst(), instants.getLast())
                            + " AND e.log_epoch = "
                            + logEpoch
                            + " AND ("
                            + String.join(" OR ", some)
                            + ")",
                    found);
        }
        found.keySet().retainAll(wanted);
        return found;
    }

    /** In the order of time, so that each question is about a short one. */
    private void byId(List<AuditRow> rows, Map<MemoryId, Long> found) {
        for (int i = 0; i < rows.size(); i += IDS_MAX) {
            var some = rows.subList(i, Math.min(i + IDS_MAX, rows.size()));
            var names = some.stream().map(it -> it.id().toString()).distinct().toList();
            var from = some.getFirst().time().orElseThrow();
            var to = some.getLast().time().orElseThrow();
            var times = isOfNewHour(to) ? unpruned(from, to) : pruned(from, to);
            var byName = new HashMap<MemoryId, Long>();
            ask(times + " AND " + Sql.anyOf(MemoryColumns.ID, names), byName);
            found.putAll(byName); // which count every place
        }
    }

    private boolean isOfNewHour(Instant time) {
        var hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.plus(NEW_HOUR).isAfter(clock.instant());
    }

    private static String pruned(Instant from, Instant to) {
        return Sql.from(from) + " AND " + Sql.before(to.plus(1, ChronoUnit.MICROS));
    }

    private static String unpruned(Instant from, Instant to) {
        return Sql.fromUnpruned(from) + " AND " + Sql.beforeUnpruned(to.plus(1, ChronoUnit.MICROS));
    }

    private void ask(String condition, Map<MemoryId, Long> found) {
        var sql =
                "SELECT e.id AS id, COUNT(*) AS n FROM "
                        + binding.measurement()
                        + " AS e WHERE "
                        + condition
                        + " AND "
                        + Sql.equal(MemoryColumns.ORG_ID, org.value())
                        + " GROUP BY e.id";
        try {
            for (var row : arc.query(binding, sql).rows()) {
                MemoryId.parse(row.text(MemoryColumns.ID))
                        .ifPresent(id -> found.merge(id, row.number("n"), Long::sum));
            }
        } catch (ArcQueryException e) {
            if (!e.isMissingColumn()) { // else all rows are the original's, none of them ours
                throw cannotRead(e);
            }
        } catch (ArcException e) {
            throw cannotRead(e);
        }
    }

    private CommandFailedException cannotRead(ArcException e) {
        return new CommandFailedException(
                "the Arc of " + org + " cannot be read (" + e.getMessage() + ")");
    }
}
