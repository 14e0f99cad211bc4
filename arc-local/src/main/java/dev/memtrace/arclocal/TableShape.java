package dev.memtrace.arclocal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The columns of one table. Immutable; growing makes a new one. */
record TableShape(Map<String, ColumnType> columns) {
    TableShape {
        columns = Map.copyOf(columns);
    }

    /** A shape and the statements that lead to it. */
    record Growth(TableShape shape, List<String> statements) {}

    /** The statements that create a table which fits the batch. */
    static Growth create(String table, ColumnBatch batch) {
        var definitions =
                batch.columns().stream()
                        .map(TableShape::definition)
                        .collect(Collectors.joining(", ", " (", ")"));
        return new Growth(
                new TableShape(Map.of()).with(batch.columns()),
                List.of("CREATE TABLE " + table + definitions));
    }

    /**
     * The statements, often none, after which the table fits the batch: a column it lacks is NULL
     * in older rows, a column whose types disagree takes the wider one, as files united by name.
     */
    Growth grownFor(String table, ColumnBatch batch) {
        var statements = new ArrayList<String>();
        for (var column : batch.columns()) {
            var has = columns.get(key(column.name()));
            if (has == null) {
                statements.add("ALTER TABLE " + table + " ADD COLUMN " + definition(column));
            } else if (has.widenedBy(column.type()) != has) {
                statements.add(
                        "ALTER TABLE %s ALTER COLUMN %s TYPE %s"
                                .formatted(
                                        table,
                                        Names.quoted(column.name()),
                                        column.type().sqlName()));
            }
        }
        return new Growth(statements.isEmpty() ? this : with(batch.columns()), statements);
    }

    private TableShape with(List<Column> added) {
        var all = new HashMap<>(columns);
        for (var column : added) {
            all.merge(key(column.name()), column.type(), ColumnType::widenedBy);
        }
        return new TableShape(all);
    }

    private static String definition(Column column) {
        return Names.quoted(column.name()) + " " + column.type().sqlName();
    }

    /** DuckDB does not tell upper from lower case in names. */
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
