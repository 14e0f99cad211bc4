package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.Optional;

/**
 * Reads memories from the tail and from Arc, each once. The tail first: what leaves it meanwhile is
 * in Arc before Arc is asked. Thread-safe.
 */
final class MemoryReader {
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

    /** Like {@link #read}, with contents cut short and without what a summary does not show. */
    Page excerpts(OrgId org, MemoryFilter filter, PageRequest request, int contentCharsMax) {
        return read(
                org,
                filter,
                request,
                (sql, from, rows) -> sql.excerpts(filter, from, rows, contentCharsMax));
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
