package dev.memtrace.query;

import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads memories from the tail and from Arc, each once. Where Arc is asked first, {@link
 * EarlyAnswer} sees to it that nothing is missed that leaves the tail meanwhile. Thread-safe.
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

    /**
     * A page of what the filter means.
     *
     * @param awaitAll waits until the tail is as current as it must be; Arc is asked meanwhile
     */
    Page read(OrgId org, MemoryFilter filter, PageRequest request, Runnable awaitAll) {
        MergedRows.Question rows =
                (from, max) -> ask(org, filter, sql -> sql.page(filter, from, max));
        var question = rows;
        if (request.offset() == 0) {
            int max = MergedRows.firstRows(request);
            var early = early(org, filter, () -> rows.ask(request, max));
            question = rows.knowing(request, early::rows);
        }
        awaitAll.run();
        int wanted = request.limit() + 1;
        var recent = tail.page(org, filter, request, request.offset() + wanted);
        var merged = new MergedRows(request, recent);
        MergedRows.Question positions =
                (from, max) -> ask(org, filter, sql -> sql.positions(filter, from, max));
        if (!merged.skip(request.offset(), positions)) {
            return new Page(List.of(), false);
        }
        var memories = merged.take(wanted, org, question);
        boolean hasMore = memories.size() > request.limit();
        return new Page(hasMore ? memories.subList(0, request.limit()) : memories, hasMore);
    }

    private EarlyAnswer early(
            OrgId org, MemoryFilter filter, Supplier<List<QueryResult.Row>> question) {
        return new EarlyAnswer(tail, org, filter.window(), question);
    }

    private List<QueryResult.Row> ask(
            OrgId org, MemoryFilter filter, Function<MemorySql, String> sql) {
        return arc.ask(org, filter.window(), sql).rows();
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
     *
     * @param awaitAll see {@link #read}
     */
    Excerpts excerpts(
            OrgId org, MemoryFilter filter, int max, int contentChars, Runnable awaitAll) {
        int wanted = max + 1;
        int rowsMax = MergedRows.withSpare(wanted);
        var early = early(org, filter, () -> excerptRows(org, filter, rowsMax, contentChars));
        awaitAll.run();
        var found = new HashMap<Position, Excerpt>();
        tail.excerpts(org, filter, wanted).forEach(it -> found.put(it.place(), it));
        var stored = distinct(early.rows(), rowsMax);
        for (int more = 2 * rowsMax;
                stored.mayHaveMore(wanted) && more <= ROWS_MAX;
                more = 2 * more) {
            stored = distinct(excerptRows(org, filter, more, contentChars), more);
        }
        stored.excerpts().forEach(found::putIfAbsent);
        var first = found.values().stream().sorted(Excerpt.DECISIONS_FIRST).limit(max).toList();
        return new Excerpts(first, found.size() > max);
    }

    /**
     * What Arc has, each once.
     *
     * @param isAll whether that is all that the filter means
     */
    private record Stored(Map<Position, Excerpt> excerpts, boolean isAll) {
        boolean mayHaveMore(int wanted) {
            return excerpts.size() < wanted && !isAll;
        }
    }

    private static Stored distinct(List<QueryResult.Row> rows, int asked) {
        var excerpts = new HashMap<Position, Excerpt>();
        for (var row : rows) {
            RowReader.excerpt(row).ifPresent(it -> excerpts.put(it.place(), it));
        }
        return new Stored(excerpts, rows.size() < asked);
    }

    /** To make ids of what the original wrote costs a third of the time, and there may be none. */
    private List<QueryResult.Row> excerptRows(
            OrgId org, MemoryFilter filter, int rowsMax, int contentChars) {
        var rows = ask(org, filter, sql -> sql.excerpts(filter, rowsMax, contentChars, false));
        boolean hasRowsWithoutId = rows.stream().anyMatch(row -> row.text(MemorySql.ID).isEmpty());
        return hasRowsWithoutId
                ? ask(org, filter, sql -> sql.excerpts(filter, rowsMax, contentChars, true))
                : rows;
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
