package dev.memtrace.arc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of one answer. Immutable. */
public final class QueryResult {
    private final List<String> columns;
    private final List<Row> rows;

    private QueryResult(List<String> columns, List<Row> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** The cells are null, Boolean, String, Long or Double, as many as there are columns. */
    static QueryResult of(List<String> columns, List<Object[]> cells) {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i), i);
        }
        return new QueryResult(
                List.copyOf(columns),
                cells.stream().map(values -> new Row(positions, values)).toList());
    }

    /**
     * Whether Arc had nothing to look at: no such database or measurement, or no file in the range.
     * Not even an aggregate has a row then.
     */
    public boolean isEmpty() {
        return columns.isEmpty();
    }

    public List<String> columns() {
        return columns;
    }

    public List<Row> rows() {
        return rows;
    }

    /**
     * One row. A null reads as the value that stands for "absent" in our columns: {@code ""}, 0,
     * 0.0 or false. Asking for a column that was not selected is a mistake and fails.
     */
    public static final class Row {
        private final Map<String, Integer> positions;
        private final Object[] cells;

        private Row(Map<String, Integer> positions, Object[] cells) {
            this.positions = positions;
            this.cells = cells;
        }

        public boolean isNull(String column) {
            return cell(column) == null;
        }

        /** The value as text, whatever Arc sent it as. */
        public String text(String column) {
            var cell = cell(column);
            return cell == null ? "" : cell.toString();
        }

        /** A whole number; sums and decimals, which Arc sends as text, are read as well. */
        public long number(String column) {
            return switch (cell(column)) {
                case null -> 0;
                case Long number -> number;
                case Double number when number == Math.rint(number) -> (long) (double) number;
                case String text -> Long.parseLong(text);
                default -> throw wrongType(column, "a whole number");
            };
        }

        /** A number with a fraction. */
        public double decimal(String column) {
            return switch (cell(column)) {
                case null -> 0.0;
                case Double number -> number;
                case Long number -> number;
                case String text -> Double.parseDouble(text);
                default -> throw wrongType(column, "a number");
            };
        }

        public boolean flag(String column) {
            return switch (cell(column)) {
                case null -> false;
                case Boolean truth -> truth;
                default -> throw wrongType(column, "a truth value");
            };
        }

        private Object cell(String column) {
            var position = positions.get(column);
            if (position == null) {
                throw new IllegalArgumentException("column " + column + " was not selected");
            }
            return cells[position];
        }

        private static IllegalStateException wrongType(String column, String wanted) {
            return new IllegalStateException("column " + column + " is not " + wanted);
        }
    }
}
