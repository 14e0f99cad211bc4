package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A memory to be written. Only what has no encoding is refused here; the limits are the server's,
 * and {@link MemoryProducer} knows them, too. Immutable.
 *
 * @param agentId who remembers: a letter, then letters, digits, {@code _} or {@code -}, 128 at
 *     most; need not be registered
 * @param content what is to be remembered, 256 KiB of UTF-8 at most
 * @param sessionId the piece of work that it belongs to, a name as {@code agentId} is one; need not
 *     be registered
 * @param memoryType a letter, then letters, digits or {@code _}, 64 at most; {@link
 *     Memory#EPISODIC} if empty
 * @param eventType a name as {@code memoryType} is one; {@code general} if empty
 * @param metadata anything else, 64 KiB of JSON at most: texts, numbers, booleans, {@code null},
 *     lists and maps of them
 * @param tags 100 different ones at most, of letters, digits, {@code _}, {@code .} and {@code -},
 *     64 at most
 * @param importance from 0 to 1
 * @param dedupKey what makes two memories of the org the same, 256 characters at most; made of
 *     agent, event type and the first 200 bytes of content if empty
 * @param parentId the memory that this one follows from, 128 characters at most
 * @param time when it happened, from 1971 to five minutes from now, to the microsecond; now, by the
 *     server's clock, if empty
 */
public record NewMemory(
        String agentId,
        String content,
        Optional<String> sessionId,
        Optional<String> memoryType,
        Optional<String> eventType,
        Map<String, Object> metadata,
        List<String> tags,
        double importance,
        Optional<String> dedupKey,
        Optional<String> parentId,
        Optional<Instant> time) {
    /**
     * Copies what can be changed. None of it may be {@code null}.
     *
     * @throws IllegalArgumentException if agent or content are empty, a text has half of a
     *     surrogate pair, {@code metadata} has what is no JSON, or {@code importance} is out of its
     *     range
     */
    public NewMemory {
        Checks.requireSome("agentId", agentId);
        Checks.requireSome("content", content);
        requireNonNull(sessionId, "sessionId").ifPresent(it -> Checks.requireText("sessionId", it));
        requireNonNull(memoryType, "memoryType")
                .ifPresent(it -> Checks.requireText("memoryType", it));
        requireNonNull(eventType, "eventType").ifPresent(it -> Checks.requireText("eventType", it));
        metadata = Json.copyOf("metadata", metadata);
        tags = List.copyOf(tags);
        tags.forEach(it -> Checks.requireText("tags", it));
        Checks.requireImportance("importance", importance);
        requireNonNull(dedupKey, "dedupKey").ifPresent(it -> Checks.requireText("dedupKey", it));
        requireNonNull(parentId, "parentId").ifPresent(it -> Checks.requireText("parentId", it));
        requireNonNull(time, "time");
    }

    /** Begins one; agent and content must be given. */
    public static Builder builder() {
        return new Builder();
    }

    /** As {@code POST /api/v1/memories} and inboxes take it. */
    ObjectNode toJson() {
        var json = Json.object().put("agent_id", agentId).put("content", content);
        sessionId.ifPresent(it -> json.put("session_id", it));
        memoryType.ifPresent(it -> json.put("memory_type", it));
        eventType.ifPresent(it -> json.put("event_type", it));
        if (!metadata.isEmpty()) {
            json.set("metadata", Json.tree(metadata));
        }
        if (!tags.isEmpty()) {
            json.set("tags", Json.array(tags));
        }
        if (importance > 0) {
            json.put("importance", importance);
        }
        dedupKey.ifPresent(it -> json.put("dedup_key", it));
        parentId.ifPresent(it -> json.put("parent_id", it));
        time.ifPresent(it -> json.put("time", it.toString()));
        return json;
    }

    /** Gathers the parts of a {@link NewMemory}. One thread. */
    public static final class Builder {
        private String agentId = "";
        private String content = "";
        private Optional<String> sessionId = Optional.empty();
        private Optional<String> memoryType = Optional.empty();
        private Optional<String> eventType = Optional.empty();
        private Map<String, Object> metadata = Map.of();
        private final List<String> tags = new ArrayList<>();
        private double importance;
        private Optional<String> dedupKey = Optional.empty();
        private Optional<String> parentId = Optional.empty();
        private Optional<Instant> time = Optional.empty();

        private Builder() {}

        /** Sets {@link NewMemory#agentId}. */
        public Builder agentId(String agentId) {
            this.agentId = agentId;
            return this;
        }

        /** Sets {@link NewMemory#content}. */
        public Builder content(String content) {
            this.content = content;
            return this;
        }

        /** Sets {@link NewMemory#sessionId}. */
        public Builder sessionId(String sessionId) {
            this.sessionId = Optional.of(sessionId);
            return this;
        }

        /** Sets {@link NewMemory#memoryType}. */
        public Builder memoryType(String memoryType) {
            this.memoryType = Optional.of(memoryType);
            return this;
        }

        /** Sets {@link NewMemory#eventType}. */
        public Builder eventType(String eventType) {
            this.eventType = Optional.of(eventType);
            return this;
        }

        /** Sets {@link NewMemory#metadata}. */
        public Builder metadata(Map<String, ?> metadata) {
            this.metadata = Json.copyOf("metadata", metadata);
            return this;
        }

        /** Adds to {@link NewMemory#tags}. */
        public Builder tags(String... tags) {
            this.tags.addAll(List.of(tags));
            return this;
        }

        /** Sets {@link NewMemory#importance}. */
        public Builder importance(double importance) {
            this.importance = importance;
            return this;
        }

        /** Sets {@link NewMemory#dedupKey}. */
        public Builder dedupKey(String dedupKey) {
            this.dedupKey = Optional.of(dedupKey);
            return this;
        }

        /** Sets {@link NewMemory#parentId}. */
        public Builder parentId(String parentId) {
            this.parentId = Optional.of(parentId);
            return this;
        }

        /** Sets {@link NewMemory#time}. */
        public Builder time(Instant time) {
            this.time = Optional.of(time);
            return this;
        }

        /**
         * The memory.
         *
         * @throws IllegalArgumentException as the record's constructor does
         */
        public NewMemory build() {
            return new NewMemory(
                    agentId,
                    content,
                    sessionId,
                    memoryType,
                    eventType,
                    metadata,
                    tags,
                    importance,
                    dedupKey,
                    parentId,
                    time);
        }
    }
}
