package dev.memtrace.query;

import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the tail and Arc have, in one order and each once, while one read walks through it. Arc may
 * hold a row twice, and what the tail has it may have by now, too; copies have equal time and id,
 * so in that order they are neighbours. One thread.
 */
final class MergedRows {
    /** Rows asked for beyond what is wanted, so that a few copies do not cost another question. */
    private static final int SPARE_MIN = 8;

    private static final int SPARE_PART = 16;

    /** Positions read at once while skipping. */
    private static final int SKIP_ROWS_MAX = 20_000;

    private final ReadOrder order;
    private final int limit;

    /** Of the tail, those still to come. */
    private final Deque<Memory> recent;

    private Optional<Position> last;
    private boolean isArcAtEnd;

    /** Asks Arc for so many rows after a place. */
    interface Question {
        List<QueryResult.Row> ask(PageRequest from, int rows);

        /** The same, knowing the answer for one place. */
        default Question knowing(PageRequest known, Supplier<List<QueryResult.Row>> rows) {
            return (from, max) ->
                    max == firstRows(known) && from.after().equals(known.after())
                            ? rows.get()
                            : ask(from, max);
        }
    }

    /** How many rows {@link #take} asks for at first, if nothing is skipped. */
    static int firstRows(PageRequest request) {
        return withSpare(request.limit() + 1);
    }

    /**
     * @param recent of the tail, at least as many as will be walked over if there are so many; read
     *     from it before Arc is asked
     */
    MergedRows(PageRequest request, Collection<Memory> recent) {
        this.order = request.order();
        this.limit = request.limit();
        this.recent = new ArrayDeque<>(recent);
        this.last = request.after();
    }

    /** Walks over the next {@code count}; false if there are not so many. */
    boolean skip(int count, Question positions) {
        int left = count;
        while (left > 0) {
            if (isAtEnd()) {
                return false;
            }
            left -= walk(left, Math.min(withSpare(left), SKIP_ROWS_MAX), positions, _ -> true);
        }
        return true;
    }

    /** The next {@code count}, or as many as there are. */
    List<Memory> take(int count, OrgId org, Question question) {
        var taken = new ArrayList<Memory>(count);
        while (taken.size() < count && !isAtEnd()) {
            int left = count - taken.size();
            walk(
                    left,
                    withSpare(left),
                    question,
                    found ->
                            switch (found) {
                                case Found.Recent(var memory) -> taken.add(memory);
                                case Found.Stored(var row) ->
                                        RowReader.memory(row, org).map(taken::add).orElse(false);
                            });
        }
        return taken;
    }

    private boolean isAtEnd() {
        return isArcAtEnd && recent.isEmpty();
    }

    /** So many rows and a few more, lest a few copies among them cost another question. */
    static int withSpare(int rows) {
        return rows + Math.max(SPARE_MIN, rows / SPARE_PART);
    }

    private sealed interface Found {
        record Recent(Memory memory) implements Found {}

        record Stored(QueryResult.Row row) implements Found {}
    }

    /**
     * Asks Arc once, and walks on as far as is known then.
     *
     * @param wanted where to stop at the latest
     * @param visit says whether what it is given counts
     * @return how many counted
     */
    private int walk(int wanted, int rowsMax, Question question, Function<Found, Boolean> visit) {
        var rows =
                isArcAtEnd
                        ? List.<QueryResult.Row>of()
                        : question.ask(new PageRequest(order, limit, 0, last), rowsMax);
        boolean isEnd = isArcAtEnd || rows.size() < rowsMax;
        int counted = 0;
        for (var row : rows) {
            var place = RowReader.position(row);
            while (counted < wanted && isNextRecentBefore(place)) {
                counted += next(recent.removeFirst(), visit);
            }
            if (counted == wanted) {
                return counted;
            }
            boolean isRecent = !recent.isEmpty() && Position.of(recent.peekFirst()).equals(place);
            if (isRecent) {
                counted += next(recent.removeFirst(), visit);
            } else if (!last.equals(Optional.of(place))) {
                last = Optional.of(place);
                counted += visit.apply(new Found.Stored(row)) ? 1 : 0;
            }
            if (counted == wanted) {
                return counted;
            }
        }
        isArcAtEnd = isEnd;
        while (isEnd && counted < wanted && !recent.isEmpty()) {
            counted += next(recent.removeFirst(), visit);
        }
        return counted;
    }

    private boolean isNextRecentBefore(Position place) {
        if (recent.isEmpty()) {
            return false;
        }
        int comparison = Position.of(recent.peekFirst()).compareTo(place);
        return order == ReadOrder.ASC ? comparison < 0 : comparison > 0;
    }

    private int next(Memory memory, Function<Found, Boolean> visit) {
        last = Optional.of(Position.of(memory));
        return visit.apply(new Found.Recent(memory)) ? 1 : 0;
    }
}
