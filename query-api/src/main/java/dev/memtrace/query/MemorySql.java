package dev.memtrace.query;

import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL of reads. Untrusted text goes in through {@link Sql#text} only; the rest is numbers,
 * names of ours, and times.
 *
 * <p>A page is found in two steps of one statement: the inner one looks at times alone to find how
 * far back the page reaches, the outer one reads whole rows from there on. Where the store sorts
 * rows whole, that is about three times faster than sorting everything that the filter lets
 * through. A session's rows may lie anywhere, so the inner one finds their times, between which
 * DuckDB then looks, and nowhere else. A search in contents would cost twice as much that way, and
 * is one step.
 */
final class MemorySql {
    static final String MICROS = "time_us";
    static final String ID = "mid";

    /** What is read of each row, next to its time and id. */
    private static final List<String> TEXTS =
            List.of(
                    MemoryColumns.AGENT_ID,
                    MemoryColumns.SESSION_ID,
                    MemoryColumns.MEMORY_TYPE,
                    MemoryColumns.EVENT_TYPE,
                    MemoryColumns.CONTENT,
                    MemoryColumns.METADATA_JSON,
                    MemoryColumns.TAGS_CSV,
                    MemoryColumns.DEDUP_KEY,
                    MemoryColumns.PARENT_ID);

    /** Every column that a question may name. */
    static final List<String> COLUMNS =
            Stream.concat(
                            TEXTS.stream(),
                            Stream.of(
                                    MemoryColumns.ORG_ID,
                                    MemoryColumns.IMPORTANCE,
                                    MemoryColumns.ID,
                                    MemoryColumns.LOG_EPOCH,
                                    MemoryColumns.KAFKA_PARTITION,
                                    MemoryColumns.KAFKA_OFFSET))
                    .toList();

    private final String measurement;
    private final Columns columns;
    private final Conditions conditions;

    /**
     * @param hasNewHour see {@link Conditions}
     */
    MemorySql(
            String measurement,
            Set<String> missingColumns,
            OrgId org,
            Instant now,
            Predicate<TimeWindow> hasNewHour) {
        this.measurement = measurement;
        this.columns = new Columns(missingColumns);
        this.conditions = new Conditions(columns, org, now, hasNewHour);
    }

    /** The first {@code rows} rows after a position, or the first ones of all. */
    String page(MemoryFilter filter, PageRequest page, int rows) {
        return paged(everything(), filter, page, rows);
    }

    /**
     * What a context shows of the first {@code rows} rows in the order of {@link
     * Excerpt#DECISIONS_FIRST}, with the start of each content.
     *
     * @param isIdMade whether rows of the original get an id; else theirs is empty
     */
    String excerpts(MemoryFilter filter, int rows, int contentChars, boolean isIdMade) {
        var selected =
                "SELECT epoch_us(e.time) AS %s, %s AS %s, %s AS %s, %s AS %s, substr(%s, 1, %d) AS %s"
                        .formatted(
                                MICROS,
                                isIdMade ? columns.memoryId() : columns.text(MemoryColumns.ID),
                                ID,
                                columns.text(MemoryColumns.MEMORY_TYPE),
                                MemoryColumns.MEMORY_TYPE,
                                columns.text(MemoryColumns.EVENT_TYPE),
                                MemoryColumns.EVENT_TYPE,
                                columns.text(MemoryColumns.CONTENT),
                                contentChars,
                                MemoryColumns.CONTENT);
        var isDecision =
                "%s = '%s'".formatted(columns.text(MemoryColumns.MEMORY_TYPE), MemoryType.DECISION);
        // As what reads rows does.
        var importance = "greatest(0, least(1, " + columns.importance() + "))";
        return checked(
                selected
                        + importance()
                        + from()
                        + conditions.of(filter)
                        + " ORDER BY CASE WHEN %s THEN 0 ELSE 1 END, CASE WHEN %s AND %s = 0 THEN 1 ELSE %s END DESC, e.time DESC, %s DESC LIMIT %d"
                                .formatted(
                                        isDecision, isDecision, importance, importance, ID, rows));
    }

    /** Times and ids alone, for finding one's way. */
    String positions(MemoryFilter filter, PageRequest page, int rows) {
        return paged(place(), filter, page, rows);
    }

    private String paged(String selected, MemoryFilter filter, PageRequest page, int rows) {
        var where = conditions.of(filter) + conditions.after(page);
        var order = page.order() == ReadOrder.DESC ? "DESC" : "ASC";
        var start = selected + from() + where;
        var end = " ORDER BY e.time %s, %s %s LIMIT %d".formatted(order, ID, order, rows);
        var reach =
                filter.session().isPresent()
                        ? " AND e.time IN (" + times(where, page.order(), rows) + ")"
                        : reach(where, page.order(), rows);
        boolean isSaidTwice =
                filter.contentContains().isEmpty()
                        // Only ASCII, so chars are bytes. A long filter is answered, only slower.
                        && start.length() + reach.length() + end.length() <= Sql.BYTES_MAX;
        return checked(isSaidTwice ? start + reach + end : start + end);
    }

    /** How far the first {@code rows} rows reach. */
    private String reach(String where, ReadOrder order, int rows) {
        boolean newestFirst = order == ReadOrder.DESC;
        return " AND e.time %s (SELECT %s(r.t) FROM (%s) AS r)"
                .formatted(
                        newestFirst ? ">=" : "<=",
                        newestFirst ? "min" : "max",
                        times(where, order, rows));
    }

    /** The times of the first {@code rows} rows. */
    private String times(String where, ReadOrder order, int rows) {
        return "SELECT e.time AS t FROM %s AS e WHERE %s ORDER BY e.time %s LIMIT %d"
                .formatted(measurement, where, order == ReadOrder.DESC ? "DESC" : "ASC", rows);
    }

    /** The rows of one memory, more than one if Arc has replayed it. */
    String one(MemoryId id) {
        return checked(
                everything()
                        + from()
                        + conditions.within(
                                new TimeWindow(
                                        Optional.of(id.time()),
                                        Optional.of(id.time().plusMillis(1))))
                        + " AND "
                        + columns.memoryId()
                        + " = "
                        + Sql.text(id.toString())
                        + " LIMIT 1");
    }

    /** What is asked about agents. */
    ActivitySql activity() {
        return new ActivitySql(measurement, columns, conditions);
    }

    /** The columns of the files in a window. */
    String describe(TimeWindow window) {
        return "DESCRIBE SELECT *" + from() + conditions.within(window);
    }

    private String from() {
        return " FROM " + measurement + " AS e WHERE ";
    }

    private String place() {
        return "SELECT epoch_us(e.time) AS " + MICROS + ", " + columns.memoryId() + " AS " + ID;
    }

    private String everything() {
        return place()
                + TEXTS.stream()
                        .map(column -> columns.text(column) + " AS " + column)
                        .collect(Collectors.joining(", ", ", ", ""))
                + importance();
    }

    private String importance() {
        return ", " + columns.importance() + " AS " + MemoryColumns.IMPORTANCE;
    }

    static String checked(String sql) {
        if (sql.length() > Sql.BYTES_MAX) {
            throw ApiException.invalid(
                    "the filter is too long; ask with fewer types, tags or characters");
        }
        return sql;
    }
}
