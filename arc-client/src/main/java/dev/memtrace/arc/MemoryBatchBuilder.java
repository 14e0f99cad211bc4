package dev.memtrace.arc;

import dev.memtrace.core.memory.Memory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Collects memories into columns until there are enough of them. Used by one thread; after {@link
 * #build} it begins anew with the memory that it has.
 */
public final class MemoryBatchBuilder {
    /**
     * Arc guesses the unit of all times from the first: outside of these, microseconds would be
     * taken for something else.
     */
    private static final long MICROS_MIN = 10_000_000_000_000L;

    private static final long MICROS_MAX = 10_000_000_000_000_000L - 1;

    private final int rowsMax;
    private final int bytesMax;
    private final List<ColumnBuffer> columns = new ArrayList<>();
    private final ColumnBuffer time = column();
    private final ColumnBuffer org = column();
    private final ColumnBuffer agent = column();
    private final ColumnBuffer session = column();
    private final ColumnBuffer type = column();
    private final ColumnBuffer eventType = column();
    private final ColumnBuffer content = column();
    private final ColumnBuffer metadata = column();
    private final ColumnBuffer tags = column();
    private final ColumnBuffer dedupKey = column();
    private final ColumnBuffer importance = column();
    private final ColumnBuffer parent = column();
    private final ColumnBuffer id = column();
    private final ColumnBuffer logEpochs = column();
    private final ColumnBuffer partitions = column();
    private final ColumnBuffer offsets = column();
    private int rows;
    private int bytes;
    private long earliestMicros = Long.MAX_VALUE;
    private long latestMicros = Long.MIN_VALUE;

    /** {@code bytesMax} counts values before compression; the last memory may go beyond it. */
    public MemoryBatchBuilder(int rowsMax, int bytesMax) {
        if (rowsMax < 1 || bytesMax < 1) {
            throw new IllegalArgumentException("rowsMax and bytesMax must be positive");
        }
        this.rowsMax = rowsMax;
        this.bytesMax = bytesMax;
    }

    /** The buffers are in the order of {@link MemoryColumns#ALL}. */
    private ColumnBuffer column() {
        var column = new ColumnBuffer();
        columns.add(column);
        return column;
    }

    /**
     * Adds the memory unless the batch is full.
     *
     * @param logEpoch the number of the log's incarnation that the position belongs to
     * @return whether it was added; if not, build and add it again
     */
    public boolean add(Memory memory, long logEpoch, int partition, long offset) {
        if (isFull()) {
            return false;
        }
        addTime(memory.time());
        org.putText(memory.org().value());
        agent.putText(memory.agent().value());
        session.putText(memory.session().isPresent() ? memory.session().get().value() : "");
        type.putText(memory.type().value());
        eventType.putText(memory.eventType().value());
        content.putText(memory.content());
        metadata.putText(memory.metadataJson().orElse(""));
        tags.putText(String.join(",", memory.tags()));
        dedupKey.putText(memory.dedupKey().value());
        importance.putDouble(memory.importance());
        parent.putText(memory.parent().orElse(""));
        id.putText(memory.id().toString());
        logEpochs.putLong(logEpoch);
        partitions.putLong(partition);
        offsets.putLong(offset);
        rows++;
        bytes = 0;
        for (var column : columns) {
            bytes += column.size();
        }
        return true;
    }

    /** Whether Arc would take the time for what it is. */
    public static boolean isTellable(Instant time) {
        var micros = micros(time);
        return micros >= MICROS_MIN && micros <= MICROS_MAX;
    }

    /** Far beyond what can be told for the ends of time, where it would overflow. */
    private static long micros(Instant at) {
        return TimeUnit.SECONDS.toMicros(at.getEpochSecond())
                + TimeUnit.NANOSECONDS.toMicros(at.getNano());
    }

    private void addTime(Instant at) {
        var micros = micros(at);
        if (!isTellable(at)) {
            throw new IllegalArgumentException("Arc cannot tell the time " + at);
        }
        time.putLong(micros);
        earliestMicros = Math.min(earliestMicros, micros);
        latestMicros = Math.max(latestMicros, micros);
    }

    public boolean isFull() {
        return rows >= rowsMax || bytes >= bytesMax;
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    public int rows() {
        return rows;
    }

    /** Size of the values before compression. */
    public int bytes() {
        return bytes;
    }

    /** Finishes the batch and begins the next. */
    public MemoryBatch build() {
        if (rows == 0) {
            throw new IllegalStateException("there is nothing to build a batch of");
        }
        var batch =
                new MemoryBatch(columnsMap(), rows, instant(earliestMicros), instant(latestMicros));
        columns.forEach(ColumnBuffer::clear);
        rows = 0;
        bytes = 0;
        earliestMicros = Long.MAX_VALUE;
        latestMicros = Long.MIN_VALUE;
        return batch;
    }

    private byte[] columnsMap() {
        var heads = new ArrayList<ColumnBuffer>();
        var length = 0;
        for (int i = 0; i < columns.size(); i++) {
            var head = new ColumnBuffer();
            if (i == 0) {
                head.putMapHeader(columns.size());
            }
            head.putText(MemoryColumns.ALL.get(i));
            head.putArrayHeader(rows);
            heads.add(head);
            length += head.size() + columns.get(i).size();
        }
        var map = new byte[length];
        var at = 0;
        for (int i = 0; i < columns.size(); i++) {
            heads.get(i).copyTo(map, at);
            at += heads.get(i).size();
            columns.get(i).copyTo(map, at);
            at += columns.get(i).size();
        }
        return map;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                micros / 1_000_000, TimeUnit.MICROSECONDS.toNanos(micros % 1_000_000));
    }
}
