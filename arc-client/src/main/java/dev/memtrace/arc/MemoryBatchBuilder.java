package dev.memtrace.arc;

import com.github.luben.zstd.Zstd;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Turns memories into the body of a write: one columnar map with every column, always of the same
 * type and without nulls, because Arc takes each batch's types from its values. One thread.
 */
public final class MemoryBatchBuilder {
    private static final int ZSTD_LEVEL = 1;
    private static final MessagePack.PackerConfig PACKER =
            new MessagePack.PackerConfig()
                    .withBufferSize(64 * 1024)
                    .withSmallStringOptimizationThreshold(1024);

    private final String measurement;
    private final List<Entry> entries = new ArrayList<>();

    /** A memory and where it stands in the log. */
    private record Entry(Memory memory, long logEpoch, int partition, long offset) {}

    /** Writes one value of a column. */
    private interface Cell {
        void write(MessageBufferPacker out, Entry entry) throws IOException;
    }

    private static final Map<String, Cell> CELLS = cells();

    public MemoryBatchBuilder(ArcBinding binding) {
        this.measurement = binding.measurement();
    }

    private static Map<String, Cell> cells() {
        var cells = new LinkedHashMap<String, Cell>();
        cells.put(MemoryColumns.TIME, (out, e) -> out.packLong(Sql.micros(e.memory().time())));
        cells.put(MemoryColumns.ORG_ID, (out, e) -> out.packString(e.memory().org().value()));
        cells.put(MemoryColumns.AGENT_ID, (out, e) -> out.packString(e.memory().agent().value()));
        cells.put(
                MemoryColumns.SESSION_ID,
                (out, e) -> out.packString(e.memory().session().map(SessionId::value).orElse("")));
        cells.put(MemoryColumns.MEMORY_TYPE, (out, e) -> out.packString(e.memory().type().value()));
        cells.put(
                MemoryColumns.EVENT_TYPE,
                (out, e) -> out.packString(e.memory().eventType().value()));
        cells.put(MemoryColumns.CONTENT, (out, e) -> out.packString(e.memory().content()));
        cells.put(
                MemoryColumns.METADATA_JSON,
                (out, e) -> out.packString(e.memory().metadataJson().orElse("")));
        cells.put(
                MemoryColumns.TAGS_CSV,
                (out, e) -> out.packString(String.join(",", e.memory().tags())));
        cells.put(
                MemoryColumns.DEDUP_KEY, (out, e) -> out.packString(e.memory().dedupKey().value()));
        // Always a float: Arc would take a batch that starts with a whole number for one of
        // integers.
        cells.put(MemoryColumns.IMPORTANCE, (out, e) -> out.packDouble(e.memory().importance()));
        cells.put(
                MemoryColumns.PARENT_ID,
                (out, e) -> out.packString(e.memory().parent().orElse("")));
        cells.put(MemoryColumns.ID, (out, e) -> out.packString(e.memory().id().toString()));
        cells.put(MemoryColumns.LOG_EPOCH, (out, e) -> out.packLong(e.logEpoch()));
        cells.put(MemoryColumns.KAFKA_PARTITION, (out, e) -> out.packLong(e.partition()));
        cells.put(MemoryColumns.KAFKA_OFFSET, (out, e) -> out.packLong(e.offset()));
        return cells;
    }

    /**
     * Adds a row.
     *
     * @param logEpoch tells this log from others whose offsets are alike
     */
    public void add(Memory memory, long logEpoch, int partition, long offset) {
        entries.add(new Entry(memory, logEpoch, partition, offset));
    }

    /** The body of a write of all rows added so far. */
    public MemoryBatch build() {
        try (var out = PACKER.newBufferPacker()) {
            out.packMapHeader(2).packString("m").packString(measurement).packString("columns");
            out.packMapHeader(CELLS.size());
            for (var column : CELLS.entrySet()) {
                out.packString(column.getKey()).packArrayHeader(entries.size());
                for (var entry : entries) {
                    column.getValue().write(out, entry);
                }
            }
            return new MemoryBatch(Zstd.compress(out.toByteArray(), ZSTD_LEVEL), entries.size());
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }
}
