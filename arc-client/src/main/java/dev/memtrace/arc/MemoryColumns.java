package dev.memtrace.arc;

import java.util.List;

/**
 * The columns of a measurement of memories: one fixed set in fixed types, so that Arc never has to
 * unite types. Absent values are {@code ""} and {@code 0}, never null.
 *
 * <p>The first twelve are the original's, the last four ours.
 */
public final class MemoryColumns {
    public static final String TIME = "time";
    public static final String ORG_ID = "org_id";
    public static final String AGENT_ID = "agent_id";
    public static final String SESSION_ID = "session_id";
    public static final String MEMORY_TYPE = "memory_type";
    public static final String EVENT_TYPE = "event_type";
    public static final String CONTENT = "content";
    public static final String METADATA_JSON = "metadata_json";
    public static final String TAGS_CSV = "tags_csv";
    public static final String DEDUP_KEY = "dedup_key";
    public static final String IMPORTANCE = "importance";
    public static final String PARENT_ID = "parent_id";

    public static final String ID = "id";
    public static final String LOG_EPOCH = "log_epoch";
    public static final String KAFKA_PARTITION = "kafka_partition";
    public static final String KAFKA_OFFSET = "kafka_offset";

    /** All of them, in the order in which a batch carries them. */
    public static final List<String> ALL =
            List.of(
                    TIME,
                    ORG_ID,
                    AGENT_ID,
                    SESSION_ID,
                    MEMORY_TYPE,
                    EVENT_TYPE,
                    CONTENT,
                    METADATA_JSON,
                    TAGS_CSV,
                    DEDUP_KEY,
                    IMPORTANCE,
                    PARENT_ID,
                    ID,
                    LOG_EPOCH,
                    KAFKA_PARTITION,
                    KAFKA_OFFSET);

    private MemoryColumns() {}
}
