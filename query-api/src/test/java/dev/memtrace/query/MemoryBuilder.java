package dev.memtrace.query;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.DedupKey;
import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes memories for tests, with only the relevant fields spelled out. */
final class MemoryBuilder {
    static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    private String org = "org_a";
    private String agent = "agent_a";
    private Optional<SessionId> session = Optional.empty();
    private String type = "episodic";
    private String eventType = "general";
    private String content = "something happened";
    private Optional<String> metadata = Optional.empty();
    private List<String> tags = List.of();
    private double importance;
    private Instant time = NOON.minusSeconds(60);

    private MemoryBuilder() {}

    static MemoryBuilder aMemory() {
        return new MemoryBuilder();
    }

    MemoryBuilder org(String value) {
        org = value;
        return this;
    }

    MemoryBuilder agent(String value) {
        agent = value;
        return this;
    }

    MemoryBuilder session(String value) {
        session = Optional.of(new SessionId(value));
        return this;
    }

    MemoryBuilder type(String value) {
        type = value;
        return this;
    }

    MemoryBuilder eventType(String value) {
        eventType = value;
        return this;
    }

    MemoryBuilder content(String value) {
        content = value;
        return this;
    }

    MemoryBuilder metadata(String json) {
        metadata = Optional.of(json);
        return this;
    }

    MemoryBuilder tags(String... values) {
        tags = List.of(values);
        return this;
    }

    MemoryBuilder importance(double value) {
        importance = value;
        return this;
    }

    MemoryBuilder at(Instant value) {
        time = value;
        return this;
    }

    Memory build() {
        var agentId = new AgentId(agent);
        var event = new EventType(eventType);
        return new Memory(
                MemoryId.random(time),
                time,
                new OrgId(org),
                agentId,
                session,
                new MemoryType(type),
                event,
                content,
                metadata,
                tags,
                DedupKey.computed(agentId, event, content, 0),
                importance,
                Optional.empty());
    }
}
