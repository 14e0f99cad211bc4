package dev.memtrace.arc;

/** A write's body, compressed. Immutable by agreement: the bytes are shared, not copied. */
public final class MemoryBatch {
    private final byte[] body;
    private final int rows;

    MemoryBatch(byte[] body, int rows) {
        this.body = body;
        this.rows = rows;
    }

    /** The columnar msgpack map for measurement {@code m}, zstd. */
    byte[] body() {
        return body;
    }

    public int rows() {
        return rows;
    }
}
