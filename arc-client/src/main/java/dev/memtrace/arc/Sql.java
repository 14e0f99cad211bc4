package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * The one encoder of values for Arc's SQL. Arc has no bind parameters, and its masker misreads
 * backslashes and some names in string literals, so text goes in as base64, whose alphabet has
 * nothing that anybody could misread.
 */
public final class Sql {
    /** Arc refuses longer queries. */
    public static final int BYTES_MAX = 10_000;

    private Sql() {}

    /** An expression whose value is {@code value}. */
    public static String text(String value) {
        return "decode(from_base64('"
                + Base64.getEncoder().encodeToString(value.getBytes(UTF_8))
                + "'))";
    }

    /** A time as a literal that Arc's partition pruner reads. */
    public static String time(Instant time) {
        return "'" + time.truncatedTo(ChronoUnit.MICROS) + "'";
    }

    /** A condition on a time column, both ends included, which prunes on Arc and on DuckDB. */
    public static String timeBetween(String column, Instant from, Instant to) {
        // Arc's pruner takes the upper end as exclusive, so the upper bound is written as one.
        return column
                + " >= "
                + time(from)
                + " AND "
                + column
                + " < "
                + time(to.plus(1, ChronoUnit.MICROS));
    }

    /** Microseconds since 1970, as Arc keeps times. */
    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
