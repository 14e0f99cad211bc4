package dev.memtrace.arclocal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBResultSet;

/** Writes rows of one result as JSON arrays, every type in Arc's way. */
final class RowEncoder {
    private final List<String> names;
    private final Cell[] cells;

    private RowEncoder(List<String> names, Cell[] cells) {
        this.names = List.copyOf(names);
        this.cells = cells;
    }

    static RowEncoder of(ResultSetMetaData columns) throws SQLException {
        var names = new ArrayList<String>();
        var cells = new Cell[columns.getColumnCount()];
        for (int i = 0; i < cells.length; i++) {
            names.add(columns.getColumnName(i + 1));
            cells[i] = Cell.of(columns.getColumnTypeName(i + 1));
        }
        return new RowEncoder(names, cells);
    }

    List<String> names() {
        return names;
    }

    void write(DuckDBResultSet row, JsonGenerator json) throws SQLException, IOException {
        json.writeStartArray();
        for (int i = 0; i < cells.length; i++) {
            cells[i].write(row, i + 1, json);
        }
        json.writeEndArray();
    }
}
