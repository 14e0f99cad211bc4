package dev.memtrace.core.memory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A memory as the client asked for it, checked, before it has an org, an id and perhaps a time and
 * a dedup key.
 */
public record MemoryDraft(
        Optional<Instant> time,
        AgentId agent,
        Optional<SessionId> session,
        MemoryType type,
        EventType eventType,
        String content,
        Optional<String> metadataJson,
        List<String> tags,
        Optional<DedupKey> dedupKey,
        double importance,
        Optional<String> parent) {

    /** What an event is called that the client did not name. */
    public static final EventType DEFAULT_EVENT_TYPE = new EventType("general");

    public MemoryDraft {
        tags = List.copyOf(tags);
    }

    /** The memory of {@code org} that this draft describes, with a new id; see the other one. */
    public Memory toMemory(OrgId org, Instant now, int dedupContentBytes) {
        return toMemory(org, now, dedupContentBytes, MemoryId::random);
    }

    /**
     * The memory of {@code org} that this draft describes.
     *
     * @param now the time of a memory that came without one
     * @param dedupContentBytes how much of the content goes into a computed dedup key, see {@link
     *     DedupKey#computed}
     * @param ids makes the id of a memory that happened then
     */
    public Memory toMemory(
            OrgId org, Instant now, int dedupContentBytes, Function<Instant, MemoryId> ids) {
        var happened = time.orElseGet(() -> now.truncatedTo(ChronoUnit.MICROS));
        return new Memory(
                ids.apply(happened),
                happened,
                org,
                agent,
                session,
                type,
                eventType,
                content,
                metadataJson,
                tags,
                dedupKey.orElseGet(
                        () -> DedupKey.computed(agent, eventType, content, dedupContentBytes)),
                importance,
                parent);
    }
}
