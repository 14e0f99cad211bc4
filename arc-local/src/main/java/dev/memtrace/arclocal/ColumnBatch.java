package dev.memtrace.arclocal;

import java.util.List;
import java.util.stream.Collectors;

/** The rows that one columnar map brought for one measurement. */
record ColumnBatch(String measurement, List<Column> columns, int rows) {
    ColumnBatch {
        columns = List.copyOf(columns);
    }

    /** Two batches with the same signature can wait in the same buffer. */
    String signature() {
        return columns.stream()
                .map(column -> column.name() + ":" + column.type())
                .sorted()
                .collect(Collectors.joining(","));
    }
}
