package dev.memtrace.query;

import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an agent's memories say of it, each counted once. Thread-safe. */
final class AgentActivity {
    /** How many types of memory are told apart; an application may make up any number. */
    static final int TYPES_MAX = 1_000;

    private static final Duration DAY = Duration.ofHours(24);

    private final ArcReads arc;
    private final Tail tail;
    private final Clock clock;

    AgentActivity(ArcReads arc, Tail tail, Clock clock) {
        this.arc = arc;
        this.tail = tail;
        this.clock = clock;
    }

    /**
     * How much an agent has remembered.
     *
     * @param recent in the last 24 hours, as are {@code recentErrors}
     * @param lastAt the time of the newest; empty if there are none
     * @param ofType of each type, of the commonest {@link #TYPES_MAX} if there are more
     */
    record Counts(
            long memories,
            long recent,
            long recentErrors,
            Optional<Instant> lastAt,
            Map<String, Long> ofType) {
        private static final Counts NONE = new Counts(0, 0, 0, Optional.empty(), Map.of());

        private static Counts of(List<QueryResult.Row> rows) {
            if (rows.isEmpty()) {
                return NONE;
            }
            var ofType = new LinkedHashMap<String, Long>();
            for (var row : rows) {
                ofType.put(row.text(MemoryColumns.MEMORY_TYPE), row.number(ActivitySql.MEMORIES));
            }
            var totals = rows.getFirst();
            return new Counts(
                    totals.number(ActivitySql.ALL_MEMORIES),
                    totals.number(ActivitySql.RECENT_MEMORIES),
                    totals.number(ActivitySql.RECENT_ERRORS),
                    Optional.of(time(totals)),
                    ofType);
        }

        private static Counts of(List<Memory> memories, Instant day) {
            var recent = memories.stream().filter(it -> !it.time().isBefore(day)).toList();
            var ofType = new HashMap<String, Long>();
            memories.forEach(it -> ofType.merge(it.type().value(), 1L, Long::sum));
            return new Counts(
                    memories.size(),
                    recent.size(),
                    recent.stream()
                            .filter(it -> Section.of(it.type(), it.eventType()) == Section.ERRORS)
                            .count(),
                    memories.stream().map(Memory::time).max(Comparator.naturalOrder()),
                    ofType);
        }

        private Counts plus(Counts other) {
            var types = new HashMap<>(ofType);
            other.ofType.forEach((type, count) -> types.merge(type, count, Long::sum));
            var commonest = new LinkedHashMap<String, Long>();
            types.entrySet().stream()
                    .sorted(
                            Map.Entry.<String, Long>comparingByValue()
                                    .reversed()
                                    .thenComparing(Map.Entry.comparingByKey()))
                    .limit(TYPES_MAX)
                    .forEach(it -> commonest.put(it.getKey(), it.getValue()));
            return new Counts(
                    memories + other.memories,
                    recent + other.recent,
                    recentErrors + other.recentErrors,
                    latest(lastAt, other.lastAt),
                    commonest);
        }
    }

    private static Optional<Instant> latest(Optional<Instant> one, Optional<Instant> other) {
        return Stream.concat(one.stream(), other.stream()).max(Comparator.naturalOrder());
    }

    /** The memories under any of {@code labels}. */
    Counts counts(OrgId org, List<AgentId> labels) {
        if (labels.isEmpty()) {
            return Counts.NONE;
        }
        var day = clock.instant().minus(DAY);
        var here = tail.index().contents(org, MemoryFilter.ALL.ofAgents(labels));
        var elsewhere = new Before(tail.logEpoch(), here.firstOffsets());
        var question =
                arc.ask(
                        org,
                        TimeWindow.ALL,
                        sql -> sql.activity().counts(labels, elsewhere, day, TYPES_MAX));
        return Counts.of(question.rows()).plus(Counts.of(here.rows(), day));
    }

    /** The time of the newest memory; empty also if that cannot be said soon. */
    Optional<Instant> lastAt(OrgId org, List<AgentId> labels) {
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        var here =
                tail
                        .index()
                        .page(org, MemoryFilter.ALL.ofAgents(labels), PageRequest.newest(1), 1)
                        .stream()
                        .map(Memory::time)
                        .findFirst();
        var stored =
                arc.askHastily(org, TimeWindow.ALL, sql -> sql.activity().last(labels))
                        .flatMap(found -> found.rows().stream().findFirst())
                        .map(AgentActivity::time);
        return latest(here, stored);
    }

    private static Instant time(QueryResult.Row row) {
        return Instant.EPOCH.plus(row.number(ActivitySql.MICROS), ChronoUnit.MICROS);
    }
}
