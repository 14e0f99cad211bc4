package dev.memtrace.arclocal;

import org.duckdb.DuckDBColumnType;

/** The types that a batch can bring, from the narrowest to the widest. */
enum ColumnType {
    BOOLEAN(DuckDBColumnType.BOOLEAN, "BOOLEAN"),
    BIGINT(DuckDBColumnType.BIGINT, "BIGINT"),
    DOUBLE(DuckDBColumnType.DOUBLE, "DOUBLE"),
    VARCHAR(DuckDBColumnType.VARCHAR, "VARCHAR"),
    /** Only ever the column named time, so it never meets another type. */
    TIME(DuckDBColumnType.BIGINT, "TIMESTAMP WITH TIME ZONE");

    private final DuckDBColumnType wire;
    private final String sqlName;

    ColumnType(DuckDBColumnType wire, String sqlName) {
        this.wire = wire;
        this.sqlName = sqlName;
    }

    /** How the values travel into DuckDB. */
    DuckDBColumnType wire() {
        return wire;
    }

    /** How the column is declared. */
    String sqlName() {
        return sqlName;
    }

    /** The type that holds both, as DuckDB unites Parquet files by name. */
    ColumnType widenedBy(ColumnType other) {
        return compareTo(other) >= 0 ? this : other;
    }

    static ColumnType fromSqlName(String sqlName) {
        for (var type : values()) {
            if (type.sqlName.equals(sqlName)) {
                return type;
            }
        }
        throw new IllegalStateException("a table has a column of the unknown type " + sqlName);
    }
}
