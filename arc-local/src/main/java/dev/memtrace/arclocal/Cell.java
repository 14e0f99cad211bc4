package dev.memtrace.arclocal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import org.duckdb.DuckDBResultSet;

/** Writes one value of one type as Arc writes it. */
@FunctionalInterface
interface Cell {
    /** RFC 3339 in UTC; the fraction has as many digits as it needs. */
    DateTimeFormatter RFC_3339 =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .appendLiteral('Z')
                    .toFormatter();

    void write(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException;

    /** The cell for a type that DuckDB names so. */
    static Cell of(String type) {
        return switch (type) {
            case "VARCHAR" -> Cell::text;
            case "BIGINT", "INTEGER", "SMALLINT", "TINYINT" -> Cell::whole;
            case "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT" -> Cell::unsigned;
            case "DOUBLE", "FLOAT" -> Cell::floating;
            case "BOOLEAN" -> Cell::truth;
            case "BLOB" -> Cell::bytes;
            case "DATE" -> Cell::date;
            case "TIMESTAMP WITH TIME ZONE" -> Cell::zoned;
            default -> type.startsWith("TIMESTAMP") ? Cell::local : Cell::other;
        };
    }

    private static void text(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = row.getString(column);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }

    private static void whole(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = row.getLong(column);
        if (row.wasNull()) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private static void unsigned(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = row.getObject(column);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value.toString());
        }
    }

    private static void floating(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        // A FLOAT is widened, so that 0.1 shows the digits that it has as a double.
        var value = row.getObject(column);
        if (value == null || !Double.isFinite(((Number) value).doubleValue())) {
            json.writeNull();
        } else {
            json.writeNumber(plain(((Number) value).doubleValue()));
        }
    }

    /** The shortest digits, never with an exponent, and without a fraction that is zero. */
    static String plain(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            var isMinusZero = value == 0 && 1 / value < 0;
            return isMinusZero ? "-0" : Long.toString((long) value);
        }
        var digits = new BigDecimal(Double.toString(value));
        return digits.stripTrailingZeros().toPlainString();
    }

    private static void truth(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = row.getBoolean(column);
        if (row.wasNull()) {
            json.writeNull();
        } else {
            json.writeBoolean(value);
        }
    }

    private static void bytes(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = row.getBytes(column);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(new String(value, UTF_8));
        }
    }

    private static void date(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = row.getObject(column);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value + "T00:00:00Z");
        }
    }

    private static void zoned(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = (OffsetDateTime) row.getObject(column);
        moment(
                value == null ? null : value.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime(),
                json);
    }

    private static void local(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = (Timestamp) row.getObject(column);
        moment(value == null ? null : value.toLocalDateTime(), json);
    }

    private static void moment(LocalDateTime utc, JsonGenerator json) throws IOException {
        if (utc == null) {
            json.writeNull();
        } else {
            json.writeString(RFC_3339.format(utc));
        }
    }

    /** DECIMAL and HUGEINT, so also the sum of a BIGINT, and all that JSON has no type for. */
    private static void other(DuckDBResultSet row, int column, JsonGenerator json)
            throws SQLException, IOException {
        var value = row.getObject(column);
        switch (value) {
            case null -> json.writeNull();
            case BigDecimal decimal -> json.writeString(decimal.toPlainString());
            default -> json.writeString(value.toString());
        }
    }
}
