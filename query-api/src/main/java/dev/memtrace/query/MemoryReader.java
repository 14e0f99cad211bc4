package dev.memtrace.query;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Reads memories from Arc, each once. Arc may hold a row twice, and makes no promise which copies
 * it shows; copies have equal time and id, so in that order they are neighbours, and going on after
 * the last one read skips those that remain. Thread-safe.
 */
final class MemoryReader {
    /** Rows asked for beyond what is wanted, so that a few copies do not cost another question. */
    private static final int SPARE_MIN = 8;

    private static final int SPARE_PART = 16;

    /** Positions read at once while skipping. */
    private static final int SKIP_ROWS_MAX = 20_000;

    private final ArcReads arc;

    MemoryReader(ArcReads arc) {
        this.arc = arc;
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
        var after = request.offset() == 0 ? request.after() : skip(org, filter, request);
        if (request.offset() > 0 && after.isEmpty()) {
            return new Page(new ArrayList<>(), false);
        }
        var memories = new ArrayList<Memory>(request.limit() + 1);
        Optional<Position> last = after;
        boolean isEnd = false;
        while (memories.size() <= request.limit() && !isEnd) {
            int rowsMax = withSpare(request.limit() + 1 - memories.size());
            var from = new PageRequest(request.order(), request.limit(), 0, last);
            var rows =
                    arc.ask(org, filter.window(), sql -> question.sql(sql, from, rowsMax)).rows();
            isEnd = rows.size() < rowsMax;
            for (var row : rows) {
                var position = RowReader.position(row);
                if (last.isEmpty() || !last.get().equals(position)) {
                    last = Optional.of(position);
                    RowReader.memory(row, org).ifPresent(memories::add);
                }
            }
        }
        boolean hasMore = memories.size() > request.limit();
        return new Page(hasMore ? memories.subList(0, request.limit()) : memories, hasMore);
    }

    private static int withSpare(int rows) {
        return rows + Math.max(SPARE_MIN, rows / SPARE_PART);
    }

    /** The last position before the page; empty if there are not so many. */
    private Optional<Position> skip(OrgId org, MemoryFilter filter, PageRequest request) {
        Optional<Position> last = Optional.empty();
        int left = request.offset();
        while (true) {
            int rowsMax = Math.min(withSpare(left), SKIP_ROWS_MAX);
            var from = new PageRequest(request.order(), request.limit(), 0, last);
            var rows =
                    arc.ask(org, filter.window(), sql -> sql.positions(filter, from, rowsMax))
                            .rows();
            for (var row : rows) {
                var position = RowReader.position(row);
                if (last.isEmpty() || !last.get().equals(position)) {
                    last = Optional.of(position);
                    left--;
                    if (left == 0) {
                        return last;
                    }
                }
            }
            if (rows.size() < rowsMax) {
                return Optional.empty();
            }
        }
    }

    /** The memory with this id. */
    Optional<Memory> find(OrgId org, MemoryId id) {
        var moment = new TimeWindow(Optional.of(id.time()), Optional.of(id.time().plusMillis(1)));
        return arc.ask(org, moment, sql -> sql.one(id)).rows().stream()
                .findFirst()
                .flatMap(row -> RowReader.memory(row, org));
    }
}
