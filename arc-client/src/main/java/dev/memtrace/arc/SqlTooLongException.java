package dev.memtrace.arc;

/** A question that Arc would not read to its end. */
public final class SqlTooLongException extends IllegalArgumentException {
    private final int bytes;

    SqlTooLongException(int bytes) {
        super(
                "the query takes %d bytes and Arc reads %d: ask for less at once"
                        .formatted(bytes, Sql.BYTES_MAX));
        this.bytes = bytes;
    }

    public int bytes() {
        return bytes;
    }
}
