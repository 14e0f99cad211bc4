package dev.memtrace.core.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One thing an agent chose to remember. Immutable, so threads may share it freely.
 *
 * @param time when it happened, in microseconds at the finest, because Arc keeps no more
 * @param metadataJson a JSON object as text, byte for byte as it is stored
 * @param importance 0.0 to 1.0, where 0 stands for "not given", as in the original
 * @param parent the id of the memory that this one follows, as the client gave it
 */
public record Memory(
        MemoryId id,
        Instant time,
        OrgId org,
        AgentId agent,
        Optional<SessionId> session,
        MemoryType type,
        EventType eventType,
        String content,
        Optional<String> metadataJson,
        List<String> tags,
        DedupKey dedupKey,
        double importance,
        Optional<String> parent) {

    public Memory {
        requireNonNull(id, "id");
        requireNonNull(time, "time");
        requireNonNull(org, "org");
        requireNonNull(agent, "agent");
        requireNonNull(session, "session");
        requireNonNull(type, "type");
        requireNonNull(eventType, "eventType");
        requireNonNull(content, "content");
        requireNonNull(metadataJson, "metadataJson");
        tags = List.copyOf(tags);
        requireNonNull(dedupKey, "dedupKey");
        requireNonNull(parent, "parent");
        if (!(importance >= 0.0 && importance <= 1.0)) { // phrased so that NaN fails too
            throw new IllegalArgumentException("importance must be 0.0..1.0, got " + importance);
        }
    }
}
