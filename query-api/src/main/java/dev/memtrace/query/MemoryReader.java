package dev.memtrace.query;

import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads memories from the tail and from Arc, each once. The tail first: what leaves it meanwhile is
 * in Arc before Arc is asked. Thread-safe.
 */
final class MemoryReader {
    /** Rows read at once while there are too many copies among them. */
    private static final int ROWS_MAX = 20_000;

    private final ArcReads arc;
    private final TailIndex tail;

    MemoryReader(ArcReads arc, TailIndex tail) {
        this.arc = arc;
        this.tail = tail;
    }

    /** The SQL of a question, one of those of {@link MemorySql}. */
    private interface Question {
        String sql(MemorySql sql, PageRequest from, int rows);
    }

    /** A page of what the filter means. */
    Page read(OrgId org, MemoryFilter filter, PageRequest request) {
        return read(org, filter, request, (sql, from, rows) -> sql.page(filter, from, rows));
    }

    /**
     * Excerpts, and whether there are more.
     *
     * @param excerpts in the order of {@link Excerpt#DECISIONS_FIRST}
     */
    record Excerpts(List<Excerpt> excerpts, boolean hasMore) {
        Excerpts {
            excerpts = List.copyOf(excerpts);
        }
    }

    /**
     * The first {@code max} of what the filter means in the order of {@link
     * Excerpt#DECISIONS_FIRST}, with at least {@code contentChars} of their contents.
     */
    Excerpts excerpts(OrgId org, MemoryFilter filter, int max, int contentChars) {
        int wanted = max + 1;
        var found = new HashMap<Position, Excerpt>();
        tail.excerpts(org, filter, wanted).forEach(it -> found.put(it.place(), it));
        stored(org, filter, wanted, contentChars).forEach(found::putIfAbsent);
        var first = found.values().stream().sorted(Excerpt.DECISIONS_FIRST).limit(max).toList();
        return new Excerpts(first, found.size() > max);
    }

    /** At least {@code wanted} if Arc has so many; more are asked for while there are copies. */
    private Map<Position, Excerpt> stored(
            OrgId org, MemoryFilter filter, int wanted, int contentChars) {
        var stored = new HashMap<Position, Excerpt>();
        boolean isAtEnd = false;
        for (int max = wanted; stored.size() < wanted && !isAtEnd; max *= 2) {
            int rowsMax = Math.min(ROWS_MAX, max + max / 16 + 8);
            var rows = excerptRows(org, filter, rowsMax, contentChars);
            for (var row : rows) {
                RowReader.excerpt(row).ifPresent(it -> stored.put(it.place(), it));
            }
            isAtEnd = rows.size() < rowsMax || rowsMax == ROWS_MAX;
        }
        return stored;
    }

    /** To make ids of what the original wrote costs a third of the time, and there may be none. */
    private List<QueryResult.Row> excerptRows(
            OrgId org, MemoryFilter filter, int rowsMax, int contentChars) {
        var rows =
                arc.ask(
                                org,
                                filter.window(),
                                sql -> sql.excerpts(filter, rowsMax, contentChars, false))
                        .rows();
        boolean hasRowsWithoutId = rows.stream().anyMatch(row -> row.text(MemorySql.ID).isEmpty());
        return hasRowsWithoutId
                ? arc.ask(
                                org,
                                filter.window(),
                                sql -> sql.excerpts(filter, rowsMax, contentChars, true))
                        .rows()
                : rows;
    }

    private Page read(OrgId org, MemoryFilter filter, PageRequest request, Question question) {
        int wanted = request.limit() + 1;
        var recent = tail.page(org, filter, request, request.offset() + wanted);
        var rows = new MergedRows(request, recent);
        var positions = asked(org, filter, (sql, from, max) -> sql.positions(filter, from, max));
        if (!rows.skip(request.offset(), positions)) {
            return new Page(List.of(), false);
        }
        var memories = rows.take(wanted, org, asked(org, filter, question));
        boolean hasMore = memories.size() > request.limit();
        return new Page(hasMore ? memories.subList(0, request.limit()) : memories, hasMore);
    }

    private MergedRows.Question asked(OrgId org, MemoryFilter filter, Question question) {
        return (from, rows) ->
                arc.ask(org, filter.window(), sql -> question.sql(sql, from, rows)).rows();
    }

    /** The memory with this id. */
    Optional<Memory> find(OrgId org, MemoryId id) {
        return findRecent(org, id).or(() -> findStored(org, id));
    }

    /** The same, if the tail has it. */
    Optional<Memory> findRecent(OrgId org, MemoryId id) {
        return tail.find(org, id);
    }

    /** The same, if Arc has it. */
    Optional<Memory> findStored(OrgId org, MemoryId id) {
        var moment = new TimeWindow(Optional.of(id.time()), Optional.of(id.time().plusMillis(1)));
        return arc.ask(org, moment, sql -> sql.one(id)).rows().stream()
                .findFirst()
                .flatMap(row -> RowReader.memory(row, org));
    }
}
