package dev.memtrace.query;

import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.AgentId;
import java.time.Instant;
import java.util.List;

/** The part of {@link MemorySql} that is about agents. */
record ActivitySql(String measurement, Columns columns, Conditions conditions) {
    static final String MICROS = "time_us";
    static final String MEMORIES = "memories";
    static final String ALL_MEMORIES = "all_memories";
    static final String RECENT_MEMORIES = "recent_memories";
    static final String RECENT_ERRORS = "recent_errors";

    /**
     * How many memories there are of each type under any of {@code agents}, the commonest types
     * first. In every row: how many there are in all, how many since {@code day}, how many of these
     * are errors, and when the last one was.
     *
     * <p>Only memories {@code before} some offsets count. Rows of equal time and id are copies of
     * one memory. Time is compared as a number, and after the WHERE, because Arc's pruner takes a
     * comparison with {@code time}, wherever it stands, for a bound of everything.
     */
    String counts(List<AgentId> agents, Before before, Instant day, int typesMax) {
        var isRecent = "s.t >= " + Sql.micros(day);
        return MemorySql.checked(
                """
                SELECT s.type AS %s, count(*) AS %s, CAST(sum(count(*)) OVER () AS BIGINT) AS %s, \
                %s AS %s, %s AS %s, max(max(s.t)) OVER () AS %s FROM (%s) AS s \
                GROUP BY s.type ORDER BY 2 DESC, 1 LIMIT %d"""
                        .formatted(
                                MemoryColumns.MEMORY_TYPE,
                                MEMORIES,
                                ALL_MEMORIES,
                                total(isRecent),
                                RECENT_MEMORIES,
                                total(isRecent + " AND s.event = '" + Section.ERROR + "'"),
                                RECENT_ERRORS,
                                MICROS,
                                distinct(agents, before),
                                typesMax));
    }

    private static String total(String condition) {
        return "CAST(sum(sum(CASE WHEN " + condition + " THEN 1 ELSE 0 END)) OVER () AS BIGINT)";
    }

    private String distinct(List<AgentId> agents, Before before) {
        return """
               SELECT epoch_us(e.time) AS t, %s AS mid, any_value(%s) AS type, any_value(%s) AS event \
               FROM %s AS e WHERE %s GROUP BY t, mid"""
                .formatted(
                        columns.memoryId(),
                        columns.memoryType(),
                        columns.text(MemoryColumns.EVENT_TYPE),
                        measurement,
                        ofAgents(agents) + columns.before(before));
    }

    /** When the last memory under any of {@code agents} was. */
    String last(List<AgentId> agents) {
        return MemorySql.checked(
                "SELECT epoch_us(e.time) AS %s FROM %s AS e WHERE %s ORDER BY e.time DESC LIMIT 1"
                        .formatted(MICROS, measurement, ofAgents(agents)));
    }

    private String ofAgents(List<AgentId> agents) {
        return conditions.of(MemoryFilter.ALL.ofAgents(agents));
    }
}
