package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which memories; all conditions must be met, and none is met by all. Immutable.
 *
 * @param agentId of this agent
 * @param sessionId of this session
 * @param memoryTypes of one of these types, 16 at most; of any if empty
 * @param eventTypes of one of these event types, 16 at most; of any if empty
 * @param tags with all of these tags, 16 at most
 * @param contentContains with this in their content, upper and lower case alike; 1,000 bytes of
 *     UTF-8 at most
 * @param minImportance at least so important, from 0 to 1
 * @param maxImportance at most so important, from 0 to 1
 * @param since of this moment or later: ISO 8601, or a time before now such as {@code 90m}, {@code
 *     2h}, {@code 7d} or {@code 1w}
 * @param until before this moment, written in the same way
 */
public record MemoryFilter(
        Optional<String> agentId,
        Optional<String> sessionId,
        List<String> memoryTypes,
        List<String> eventTypes,
        List<String> tags,
        Optional<String> contentContains,
        OptionalDouble minImportance,
        OptionalDouble maxImportance,
        Optional<String> since,
        Optional<String> until) {
    /** Every memory of the org. */
    public static final MemoryFilter ALL = builder().build();

    /**
     * Copies the lists. None of it may be {@code null}.
     *
     * @throws IllegalArgumentException if something is there and empty, which the server would take
     *     for no condition, or has a comma where the server would take it for two
     */
    public MemoryFilter {
        requireNonNull(agentId, "agentId").ifPresent(it -> Checks.requireSome("agentId", it));
        requireNonNull(sessionId, "sessionId").ifPresent(it -> Checks.requireSome("sessionId", it));
        memoryTypes = Checks.requireWords("memoryTypes", memoryTypes);
        eventTypes = Checks.requireWords("eventTypes", eventTypes);
        tags = Checks.requireWords("tags", tags);
        requireNonNull(contentContains, "contentContains")
                .ifPresent(it -> Checks.requireSome("contentContains", it));
        minImportance.ifPresent(it -> Checks.requireImportance("minImportance", it));
        maxImportance.ifPresent(it -> Checks.requireImportance("maxImportance", it));
        requireNonNull(since, "since").ifPresent(it -> Checks.requireSome("since", it));
        requireNonNull(until, "until").ifPresent(it -> Checks.requireSome("until", it));
    }

    /** Begins one, without any condition. */
    public static Builder builder() {
        return new Builder();
    }

    Query addTo(Query query) {
        agentId.ifPresent(it -> query.add("agent_id", it));
        sessionId.ifPresent(it -> query.add("session_id", it));
        addList(query, "memory_type", memoryTypes);
        addList(query, "event_type", eventTypes);
        addList(query, "tags", tags);
        contentContains.ifPresent(it -> query.add("content_contains", it));
        minImportance.ifPresent(it -> query.add("min_importance", String.valueOf(it)));
        maxImportance.ifPresent(it -> query.add("max_importance", String.valueOf(it)));
        since.ifPresent(it -> query.add("since", it));
        until.ifPresent(it -> query.add("until", it));
        return query;
    }

    private static void addList(Query query, String name, List<String> values) {
        if (!values.isEmpty()) {
            query.add(name, String.join(",", values));
        }
    }

    /** As {@code POST /api/v1/search} takes it. */
    ObjectNode toJson(Paging paging) {
        var json = Json.object();
        agentId.ifPresent(it -> json.put("agent_id", it));
        sessionId.ifPresent(it -> json.put("session_id", it));
        json.set("memory_types", Json.array(memoryTypes));
        json.set("event_types", Json.array(eventTypes));
        json.set("tags", Json.array(tags));
        contentContains.ifPresent(it -> json.put("content_contains", it));
        minImportance.ifPresent(it -> json.put("min_importance", it));
        maxImportance.ifPresent(it -> json.put("max_importance", it));
        since.ifPresent(it -> json.put("since", it));
        until.ifPresent(it -> json.put("until", it));
        paging.limit().ifPresent(it -> json.put("limit", it));
        paging.offset().ifPresent(it -> json.put("offset", it));
        paging.cursor().ifPresent(it -> json.put("cursor", it));
        return json.put("order", paging.order().wire());
    }

    MemoryFilter requireNoAgent() {
        if (agentId.isPresent()) {
            throw new IllegalArgumentException("the agent is given already; leave agentId empty");
        }
        return this;
    }

    MemoryFilter requireNoSession() {
        if (sessionId.isPresent()) {
            throw new IllegalArgumentException(
                    "the session is given already; leave sessionId empty");
        }
        return this;
    }

    /** How the server takes a time before its now. */
    static String ago(String field, Duration ago) {
        if (ago.isNegative() || !ago.equals(Duration.ofMinutes(ago.toMinutes()))) {
            throw new IllegalArgumentException(field + " must be whole minutes, got " + ago);
        }
        return ago.toMinutes() + "m";
    }

    /** Gathers the conditions of a {@link MemoryFilter}. One thread. */
    public static final class Builder {
        private Optional<String> agentId = Optional.empty();
        private Optional<String> sessionId = Optional.empty();
        private final List<String> memoryTypes = new ArrayList<>();
        private final List<String> eventTypes = new ArrayList<>();
        private final List<String> tags = new ArrayList<>();
        private Optional<String> contentContains = Optional.empty();
        private OptionalDouble minImportance = OptionalDouble.empty();
        private OptionalDouble maxImportance = OptionalDouble.empty();
        private Optional<String> since = Optional.empty();
        private Optional<String> until = Optional.empty();

        private Builder() {}

        /** Sets {@link MemoryFilter#agentId}. */
        public Builder agentId(String agentId) {
            this.agentId = Optional.of(agentId);
            return this;
        }

        /** Sets {@link MemoryFilter#sessionId}. */
        public Builder sessionId(String sessionId) {
            this.sessionId = Optional.of(sessionId);
            return this;
        }

        /** Adds to {@link MemoryFilter#memoryTypes}. */
        public Builder memoryTypes(String... memoryTypes) {
            this.memoryTypes.addAll(List.of(memoryTypes));
            return this;
        }

        /** Adds to {@link MemoryFilter#eventTypes}. */
        public Builder eventTypes(String... eventTypes) {
            this.eventTypes.addAll(List.of(eventTypes));
            return this;
        }

        /** Adds to {@link MemoryFilter#tags}. */
        public Builder tags(String... tags) {
            this.tags.addAll(List.of(tags));
            return this;
        }

        /** Sets {@link MemoryFilter#contentContains}. */
        public Builder contentContains(String contentContains) {
            this.contentContains = Optional.of(contentContains);
            return this;
        }

        /** Sets {@link MemoryFilter#minImportance}. */
        public Builder minImportance(double minImportance) {
            this.minImportance = OptionalDouble.of(minImportance);
            return this;
        }

        /** Sets {@link MemoryFilter#maxImportance}. */
        public Builder maxImportance(double maxImportance) {
            this.maxImportance = OptionalDouble.of(maxImportance);
            return this;
        }

        /** Of this moment or later. */
        public Builder since(Instant since) {
            this.since = Optional.of(since.toString());
            return this;
        }

        /** Of the last so many whole minutes, by the server's clock. */
        public Builder since(Duration ago) {
            this.since = Optional.of(ago("since", ago));
            return this;
        }

        /** Before this moment. */
        public Builder until(Instant until) {
            this.until = Optional.of(until.toString());
            return this;
        }

        /** Before so many whole minutes ago, by the server's clock. */
        public Builder until(Duration ago) {
            this.until = Optional.of(ago("until", ago));
            return this;
        }

        /**
         * The filter.
         *
         * @throws IllegalArgumentException as the record's constructor does
         */
        public MemoryFilter build() {
            return new MemoryFilter(
                    agentId,
                    sessionId,
                    memoryTypes,
                    eventTypes,
                    tags,
                    contentContains,
                    minImportance,
                    maxImportance,
                    since,
                    until);
        }
    }
}
