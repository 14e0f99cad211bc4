package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A memory as the server has it. Immutable.
 *
 * @param id {@code mem_} and 32 hex digits; sorts by time
 * @param time when it happened, to the microsecond
 * @param orgId whose it is
 * @param agentId who remembers
 * @param sessionId the piece of work that it belongs to
 * @param memoryType {@code episodic}, {@code decision}, {@code entity}, {@code session}, or one of
 *     the agents' own
 * @param eventType what kind of event, in the agents' words
 * @param content what is remembered, byte for byte as it was sent
 * @param metadata anything else: texts, booleans, lists, maps, {@code null}, and numbers as {@code
 *     Integer}, {@code Long}, {@code BigInteger} or {@code BigDecimal}, exactly as they were sent
 * @param foreignMetadata what another writer than Memtrace stored in place of metadata; is no JSON
 *     object
 * @param tags in the order in which they were sent
 * @param dedupKey as it was sent, or made of agent, event type and content
 * @param importance from 0 to 1
 * @param parentId the memory that this one follows from
 */
public record Memory(
        String id,
        Instant time,
        String orgId,
        String agentId,
        Optional<String> sessionId,
        String memoryType,
        String eventType,
        String content,
        Map<String, Object> metadata,
        Optional<String> foreignMetadata,
        List<String> tags,
        String dedupKey,
        double importance,
        Optional<String> parentId) {
    /** The memory type of what was done or seen; what a memory has that was given none. */
    public static final String EPISODIC = "episodic";

    /** The memory type of a choice and its reason. */
    public static final String DECISION = "decision";

    /** The memory type of a lasting fact about somebody or something. */
    public static final String ENTITY = "entity";

    /** The memory type of a session's goal, phase and limits. */
    public static final String SESSION = "session";

    /** None of it may be {@code null}; what can be changed is copied. */
    public Memory {
        requireNonNull(id, "id");
        requireNonNull(time, "time");
        requireNonNull(orgId, "orgId");
        requireNonNull(agentId, "agentId");
        requireNonNull(sessionId, "sessionId");
        requireNonNull(memoryType, "memoryType");
        requireNonNull(eventType, "eventType");
        requireNonNull(content, "content");
        metadata = Json.copyOf("metadata", metadata);
        requireNonNull(foreignMetadata, "foreignMetadata");
        tags = List.copyOf(tags);
        requireNonNull(dedupKey, "dedupKey");
        requireNonNull(parentId, "parentId");
    }

    static Memory of(Fields fields) {
        return new Memory(
                fields.text("id"),
                fields.time("time"),
                fields.text("org_id"),
                fields.text("agent_id"),
                fields.optionalText("session_id"),
                fields.text("memory_type"),
                fields.text("event_type"),
                fields.text("content"),
                fields.map("metadata"),
                fields.otherThanObject("metadata"),
                fields.texts("tags"),
                fields.text("dedup_key"),
                fields.importance("importance"),
                fields.optionalText("parent_id"));
    }
}
