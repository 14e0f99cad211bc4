package dev.memtrace.arc;

import java.util.List;
import java.util.Map;

/** The rows that a query found. A measurement that does not exist has neither columns nor rows. */
public final class QueryResult {
    private final Map<String, Integer> columns;
    private final List<Row> rows;

    QueryResult(Map<String, Integer> columns, List<Object[]> values) {
        this.columns = Map.copyOf(columns);
        this.rows = values.stream().map(Row::new).toList();
    }

    public List<Row> rows() {
        return rows;
    }

    /** Whether there are no rows, for whatever reason. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** One row; its values are looked up by the column's name in the query. */
    public final class Row {
        private final Object[] values;

        private Row(Object[] values) {
            this.values = values;
        }

        /** A text; empty for NULL, as a column is that a file does not have. */
        public String text(String column) {
            var value = value(column);
            return value == null ? "" : value.toString();
        }

        /** A whole number; 0 for NULL. Sums of whole numbers come as text, which is read too. */
        public long number(String column) {
            return switch (value(column)) {
                case null -> 0;
                case Number number -> number.longValue();
                case Object other -> Long.parseLong(other.toString());
            };
        }

        /** A number; 0 for NULL, which is what Arc makes of NaN. */
        public double decimal(String column) {
            return switch (value(column)) {
                case null -> 0;
                case Number number -> number.doubleValue();
                case Object other -> Double.parseDouble(other.toString());
            };
        }

        private Object value(String column) {
            var index = columns.get(column);
            if (index == null) {
                throw new IllegalArgumentException("the query has no column " + column);
            }
            return values[index];
        }
    }
}
