package dev.memtrace.arc;

import java.util.List;

/**
 * The columns of a measurement of memories: the original's, and the four that say where in the log
 * a row comes from.
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

    /** What rows of the original do not have. */
    public static final List<String> OURS = List.of(ID, LOG_EPOCH, KAFKA_PARTITION, KAFKA_OFFSET);

    private MemoryColumns() {}
}
