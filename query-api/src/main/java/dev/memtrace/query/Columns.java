package dev.memtrace.query;

import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.core.memory.MemoryType;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a row's columns stand in SQL: by name, or as a constant where no file has the column, as
 * where only the original has written.
 */
record Columns(Set<String> missing) {
    Columns {
        missing = Set.copyOf(missing);
    }

    String text(String column) {
        return missing.contains(column) ? "''" : "e." + column;
    }

    /** A row of the original may have none. */
    String memoryType() {
        var type = text(MemoryColumns.MEMORY_TYPE);
        return "CASE WHEN %s != '' THEN %s ELSE '%s' END"
                .formatted(type, type, MemoryType.EPISODIC);
    }

    String importance() {
        return missing.contains(MemoryColumns.IMPORTANCE)
                ? "0.0"
                : "coalesce(e." + MemoryColumns.IMPORTANCE + ", 0)";
    }

    /**
     * The id; a row of the original has none, and gets one from what it is made of, of the same
     * form as ours: time in milliseconds, then bits of a hash.
     */
    String memoryId() {
        var derived =
                "concat('mem_', printf('%012x', epoch_ms(e.time)), '7', substr("
                        + hash()
                        + ", 1, 3), '8', substr("
                        + hash()
                        + ", 4, 15))";
        return missing.contains(MemoryColumns.ID)
                ? derived
                : "CASE WHEN e.id != '' THEN e.id ELSE " + derived + " END";
    }

    /** Begins with AND, or is empty. */
    String before(Before before) {
        if (before.offsets().isEmpty() || missing.contains(MemoryColumns.KAFKA_OFFSET)) {
            return "";
        }
        var firsts =
                before.offsets().entrySet().stream()
                        .map(it -> " WHEN %d THEN %d".formatted(it.getKey(), it.getValue()))
                        .collect(Collectors.joining());
        return " AND (coalesce(e.log_epoch, -1) != %d OR e.kafka_offset < CASE e.kafka_partition%s ELSE %d END)"
                .formatted(before.logEpoch(), firsts, Long.MAX_VALUE);
    }

    private String hash() {
        return "md5(concat_ws('|', "
                + text(MemoryColumns.AGENT_ID)
                + ", "
                + text(MemoryColumns.DEDUP_KEY)
                + ", md5("
                + text(MemoryColumns.CONTENT)
                + ")))";
    }
}
