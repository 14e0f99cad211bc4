package dev.memtrace.query;

import dev.memtrace.arc.MemoryColumns;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.DedupKey;
import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryDraft;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes memories of rows. Rows of the original may lack what ours always have, so what can be
 * absent is; a row that is no memory at all is left out, lest it fail every answer it is in.
 */
final class RowReader {
    private static final Logger LOGGER = LoggerFactory.getLogger(RowReader.class);

    private RowReader() {}

    static Position position(QueryResult.Row row) {
        return new Position(row.number(MemorySql.MICROS), row.text(MemorySql.ID));
    }

    static Optional<Memory> memory(QueryResult.Row row, OrgId org) {
        try {
            return Optional.of(read(row, org));
        } catch (IllegalArgumentException e) {
            LOGGER.atDebug().addKeyValue("org", org).log("a row in Arc is no memory");
            return Optional.empty();
        }
    }

    /** What a context shows of a row; empty if it is no memory. */
    static Optional<Excerpt> excerpt(QueryResult.Row row) {
        try {
            return Optional.of(
                    new Excerpt(
                            position(row),
                            memoryType(row),
                            eventType(row),
                            row.text(MemoryColumns.CONTENT),
                            importance(row)));
        } catch (IllegalArgumentException e) {
            LOGGER.atDebug().log("a row in Arc is no memory");
            return Optional.empty();
        }
    }

    private static MemoryType memoryType(QueryResult.Row row) {
        return text(row, MemoryColumns.MEMORY_TYPE)
                .map(MemoryType::new)
                .orElse(MemoryType.EPISODIC);
    }

    private static EventType eventType(QueryResult.Row row) {
        return text(row, MemoryColumns.EVENT_TYPE)
                .map(EventType::new)
                .orElse(MemoryDraft.DEFAULT_EVENT_TYPE);
    }

    private static double importance(QueryResult.Row row) {
        return Math.clamp(row.decimal(MemoryColumns.IMPORTANCE), 0.0, 1.0);
    }

    private static Memory read(QueryResult.Row row, OrgId org) {
        var place = position(row);
        var agent = new AgentId(row.text(MemoryColumns.AGENT_ID));
        var eventType = eventType(row);
        var content = row.text(MemoryColumns.CONTENT);
        return new Memory(
                MemoryId.parse(place.id())
                        .orElseThrow(() -> new IllegalArgumentException("not a memory id")),
                place.time(),
                org,
                agent,
                text(row, MemoryColumns.SESSION_ID).map(SessionId::new),
                memoryType(row),
                eventType,
                content,
                text(row, MemoryColumns.METADATA_JSON),
                tags(row.text(MemoryColumns.TAGS_CSV)),
                text(row, MemoryColumns.DEDUP_KEY)
                        .filter(DedupKey::isValid)
                        .map(DedupKey::new)
                        .orElseGet(() -> DedupKey.computed(agent, eventType, content, 0)),
                importance(row),
                text(row, MemoryColumns.PARENT_ID));
    }

    private static Optional<String> text(QueryResult.Row row, String column) {
        return Optional.of(row.text(column)).filter(value -> !value.isEmpty());
    }

    private static List<String> tags(String csv) {
        return csv.isEmpty()
                ? List.of()
                : Stream.of(csv.split(",")).filter(tag -> !tag.isEmpty()).toList();
    }
}
