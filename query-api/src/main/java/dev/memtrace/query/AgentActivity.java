package dev.memtrace.query;

import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an agent's memories say of it, each counted once. Thread-safe. */
final class AgentActivity {
    /** How many types of memory are told apart; an application may make up any number. */
    static final int TYPES_MAX = 1_000;

    private static final Duration DAY = Duration.ofHours(24);

    private final ArcReads arc;
    private final Clock clock;

    AgentActivity(ArcReads arc, Clock clock) {
        this.arc = arc;
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
    }

    /** The memories under any of {@code labels}. */
    Counts counts(OrgId org, List<AgentId> labels) {
        if (labels.isEmpty()) {
            return Counts.NONE;
        }
        var day = clock.instant().minus(DAY);
        return Counts.of(
                arc.ask(org, TimeWindow.ALL, sql -> sql.activity().counts(labels, day, TYPES_MAX))
                        .rows());
    }

    /** The time of the newest memory; empty also if that cannot be said soon. */
    Optional<Instant> lastAt(OrgId org, List<AgentId> labels) {
        return labels.isEmpty()
                ? Optional.empty()
                : arc.askHastily(org, TimeWindow.ALL, sql -> sql.activity().last(labels))
                        .flatMap(found -> found.rows().stream().findFirst())
                        .map(AgentActivity::time);
    }

    private static Instant time(QueryResult.Row row) {
        return Instant.EPOCH.plus(row.number(ActivitySql.MICROS), ChronoUnit.MICROS);
    }
}
