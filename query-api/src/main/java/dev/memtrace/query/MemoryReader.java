package dev.memtrace.query;

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
     * The first {@code max} of what the filter means in the order of {@link
     * Weight#DECISIONS_FIRST}. Those from Arc have contents of so many characters at most, and are
     * without what a summary does not show.
     */
    Page heaviest(OrgId org, MemoryFilter filter, int max, int contentCharsMax) {
        int wanted = max + 1;
        var found = new HashMap<Position, Memory>();
        for (var memory : tail.first(org, filter, Weight.DECISIONS_FIRST, wanted)) {
            found.put(Position.of(memory), memory);
        }
        storedHeaviest(org, filter, wanted, contentCharsMax).forEach(found::putIfAbsent);
        var memories = found.values().stream().sorted(Weight.DECISIONS_FIRST).limit(max).toList();
        return new Page(memories, found.size() > max);
    }

    /** At least {@code wanted} if Arc has so many; more are asked for while there are copies. */
    private Map<Position, Memory> storedHeaviest(
            OrgId org, MemoryFilter filter, int wanted, int contentCharsMax) {
        var stored = new HashMap<Position, Memory>();
        boolean isAtEnd = false;
        for (int max = wanted; stored.size() < wanted && !isAtEnd; max *= 2) {
            int rowsMax = Math.min(ROWS_MAX, max + max / 16 + 8);
            var rows =
                    arc.ask(
                                    org,
                                    filter.window(),
                                    sql -> sql.heaviest(filter, rowsMax, contentCharsMax))
                            .rows();
            for (var row : rows) {
                RowReader.memory(row, org).ifPresent(it -> stored.put(Position.of(it), it));
            }
            isAtEnd = rows.size() < rowsMax || rowsMax == ROWS_MAX;
        }
        return stored;
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
