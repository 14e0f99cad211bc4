package dev.memtrace.query;

import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The WHERE of reads. Every one names the org, whatever else is asked. */
final class Conditions {
    /**
     * Arc's pruner may overlook an hour's first files for two minutes, so what may be that new is
     * read without its help.
     */
    private static final Duration SETTLED = Duration.ofHours(1);

    private final Columns columns;
    private final OrgId org;
    private final Instant now;
    private final Predicate<TimeWindow> hasNewHour;

    /**
     * @param hasNewHour whether Arc may leave out memories of a window if it is asked by time
     */
    Conditions(Columns columns, OrgId org, Instant now, Predicate<TimeWindow> hasNewHour) {
        this.columns = columns;
        this.org = org;
        this.now = now;
        this.hasNewHour = hasNewHour;
    }

    String of(MemoryFilter filter) {
        var all = new ArrayList<String>();
        all.add(within(filter.window()));
        addAny(all, MemoryColumns.AGENT_ID, filter.agents(), "IN");
        filter.session().ifPresent(it -> addAny(all, MemoryColumns.SESSION_ID, List.of(it), "IN"));
        addAny(all, MemoryColumns.MEMORY_TYPE, filter.types(), "IN");
        addAny(all, MemoryColumns.MEMORY_TYPE, filter.excludedTypes(), "NOT IN");
        addAny(all, MemoryColumns.EVENT_TYPE, filter.eventTypes(), "IN");
        for (var tag : filter.tags()) {
            // With a comma on both sides a tag is itself, not the start or the end of another.
            all.add(
                    "contains(concat(',', %s, ','), %s)"
                            .formatted(
                                    columns.text(MemoryColumns.TAGS_CSV),
                                    Sql.text("," + tag + ",")));
        }
        filter.importance().min().ifPresent(min -> all.add(columns.importance() + " >= " + min));
        filter.importance().max().ifPresent(max -> all.add(columns.importance() + " <= " + max));
        filter.contentContains()
                .ifPresent(
                        text ->
                                all.add(
                                        "contains(lower(%s), lower(%s))"
                                                .formatted(
                                                        columns.text(MemoryColumns.CONTENT),
                                                        Sql.text(text))));
        return String.join(" AND ", all);
    }

    private void addAny(List<String> all, String column, List<?> values, String operator) {
        if (!values.isEmpty()) {
            all.add(
                    values.stream()
                            .map(value -> Sql.text(value.toString()))
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            columns.text(column) + " " + operator + " (",
                                            ")")));
        }
    }

    /** The org's rows of a stretch of time. */
    String within(TimeWindow window) {
        var all = new ArrayList<String>();
        all.add(columns.text(MemoryColumns.ORG_ID) + " = " + Sql.text(org.value()));
        boolean isPrunable =
                window.since().isPresent()
                        && window.until()
                                .filter(until -> until.isBefore(now.minus(SETTLED)))
                                .isPresent()
                        && !hasNewHour.test(window);
        window.since().ifPresent(time -> all.add("e.time >= " + moment(time, isPrunable)));
        window.until().ifPresent(time -> all.add("e.time < " + moment(time, isPrunable)));
        return String.join(" AND ", all);
    }

    /** Arc's pruner reads plain literals only; DuckDB skips by either. */
    private static String moment(Instant time, boolean isPrunable) {
        var literal = "'" + time.truncatedTo(ChronoUnit.MICROS) + "'";
        return isPrunable ? literal : "CAST(" + literal + " AS TIMESTAMPTZ)";
    }

    /** What comes after a position; begins with AND, or is empty. */
    String after(PageRequest page) {
        if (page.after().isEmpty()) {
            return "";
        }
        var position = page.after().get();
        var sign = page.order() == ReadOrder.DESC ? "<" : ">";
        return " AND e.time %s= %s AND (epoch_us(e.time) %s %d OR %s %s %s)"
                .formatted(
                        sign,
                        moment(position.time(), false),
                        sign,
                        position.micros(),
                        columns.memoryId(),
                        sign,
                        Sql.text(position.id()));
    }
}
