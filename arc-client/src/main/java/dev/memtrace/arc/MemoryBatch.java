package dev.memtrace.arc;

import com.github.luben.zstd.Zstd;
import java.time.Instant;

/** Memories ready to be sent: the same bytes for every attempt. Immutable. */
public final class MemoryBatch {
    private static final int ZSTD_LEVEL = 1; // Arc's gain is in the wire, ours in the time it takes

    private final byte[] columns;
    private final int rows;
    private final int bytes;
    private final Instant earliest;
    private final Instant latest;

    MemoryBatch(byte[] columnsMap, int rows, Instant earliest, Instant latest) {
        this.columns = Zstd.compress(columnsMap, ZSTD_LEVEL);
        this.rows = rows;
        this.bytes = columnsMap.length;
        this.earliest = earliest;
        this.latest = latest;
    }

    public int rows() {
        return rows;
    }

    /** Size before compression. */
    public int bytes() {
        return bytes;
    }

    /** When the first of the memories happened. */
    public Instant earliest() {
        return earliest;
    }

    /** When the last of the memories happened. */
    public Instant latest() {
        return latest;
    }

    /**
     * The body of a write: one columnar map. The measurement comes in a frame of its own before the
     * columns, so that a batch need not be built again when its org moves to another one; readers
     * of zstd take frames that follow each other for one.
     */
    byte[] body(String measurement) {
        var head = new ColumnBuffer();
        head.putMapHeader(2);
        head.putText("m");
        head.putText(measurement);
        head.putText("columns");
        var plain = new byte[head.size()];
        head.copyTo(plain, 0);
        var frame = Zstd.compress(plain, ZSTD_LEVEL);
        var body = new byte[frame.length + columns.length];
        System.arraycopy(frame, 0, body, 0, frame.length);
        System.arraycopy(columns, 0, body, frame.length, columns.length);
        return body;
    }
}
