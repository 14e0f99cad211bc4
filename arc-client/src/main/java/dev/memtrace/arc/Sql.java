package dev.memtrace.arc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Pieces of SQL that Arc cannot misread. Rows are always called {@code e}: {@code FROM memories AS
 * e}.
 *
 * <p>Arc has no parameters, and its reading of literals has holes that doubling quotes does not
 * close, so text travels in base64, whose letters mean nothing to anyone.
 */
public final class Sql {
    /** How many bytes of SQL Arc reads. */
    public static final int BYTES_MAX = 10_000;

    /**
     * For so long after its first file, Arc may leave an hour out when it is asked by time (30 s as
     * a rule, 150 s at worst).
     */
    public static final Duration NEW_HOUR = Duration.ofSeconds(160);

    private static final Pattern COLUMN = Pattern.compile("[a-z][a-z0-9_]*");

    private Sql() {}

    /** The text as an expression. */
    public static String text(String text) {
        return text.isEmpty()
                ? "''"
                : "decode(from_base64('"
                        + Base64.getEncoder().encodeToString(text.getBytes(UTF_8))
                        + "'))";
    }

    /** True where the column is exactly this text. */
    public static String equal(String column, String text) {
        return column(column) + " = " + text(text);
    }

    /** True where the column is one of these texts; false for none. */
    public static String anyOf(String column, Collection<String> texts) {
        return texts.isEmpty()
                ? "false"
                : texts.stream()
                        .map(Sql::text)
                        .collect(Collectors.joining(", ", column(column) + " IN (", ")"));
    }

    /** True where the column contains this text, upper and lower case being the same. */
    public static String contains(String column, String text) {
        return "contains(lower(" + column(column) + "), lower(" + text(text) + "))";
    }

    /** True from this moment on; in a form by which Arc leaves out older files. */
    public static String from(Instant inclusive) {
        return "e.time >= '" + literal(inclusive) + "'";
    }

    /** True before this moment; in a form by which Arc leaves out newer files. */
    public static String before(Instant exclusive) {
        return "e.time < '" + literal(exclusive) + "'";
    }

    /**
     * True from this moment on; in a form that makes Arc look at every file. Costs more, but does
     * not miss the file of an hour that has only just begun.
     */
    public static String fromUnpruned(Instant inclusive) {
        return "epoch_us(e.time) >= " + micros(inclusive);
    }

    /** True before this moment; in a form that makes Arc look at every file. */
    public static String beforeUnpruned(Instant exclusive) {
        return "epoch_us(e.time) < " + micros(exclusive);
    }

    /** A column of the rows called e. */
    public static String column(String name) {
        if (!COLUMN.matcher(name).matches()) {
            throw new IllegalArgumentException("not the name of a column");
        }
        return "e." + name;
    }

    /** Microseconds since 1970, rounded up as {@link #from} and {@link #before} do. */
    public static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond())
                + Math.ceilDiv(time.getNano(), 1_000);
    }

    /** Rows have whole microseconds, so a bound in between means the next one. */
    private static String literal(Instant time) {
        var micros = micros(time);
        return Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)))
                .toString();
    }

    /** Returns the SQL if Arc reads all of it. */
    static String withinLimit(String sql) {
        var bytes = sql.getBytes(UTF_8).length;
        if (bytes > BYTES_MAX) {
            throw new SqlTooLongException(bytes);
        }
        return sql;
    }
}
