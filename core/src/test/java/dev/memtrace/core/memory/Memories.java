package dev.memtrace.core.memory;

import dev.memtrace.testkit.Chance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Memories for tests: a plain one with only the relevant field spelled out, or a random one with
 * nasty contents.
 */
public final class Memories {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    private Memories() {}

    /** A memory of {@code org} with this content. */
    public static Memory memory(String org, String content) {
        return memory(org, "agent_a", content, NOON);
    }

    /** A memory of {@code org} and {@code agent} with this content, at this time. */
    public static Memory memory(String org, String agent, String content, Instant time) {
        var draft =
                new MemoryDraft(
                        Optional.of(time),
                        new AgentId(agent),
                        Optional.empty(),
                        MemoryType.EPISODIC,
                        MemoryDraft.DEFAULT_EVENT_TYPE,
                        content,
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        0,
                        Optional.empty());
        return draft.toMemory(new OrgId(org), time, 200);
    }

    /** A memory in which everything is random and some of it nasty. */
    public static Memory random(Chance chance) {
        var time = NOON.plus(chance.within(0, Integer.MAX_VALUE - 1), ChronoUnit.MICROS);
        var content = "x" + chance.nastyText(500);
        var tags =
                IntStream.range(0, chance.within(0, 3)).mapToObj(i -> "tag-" + i + ".x").toList();
        return new Memory(
                MemoryId.random(time),
                time,
                new OrgId(chance.identifier()),
                new AgentId(chance.identifier()),
                chance.onceIn(2)
                        ? Optional.empty()
                        : Optional.of(new SessionId(chance.identifier())),
                MemoryType.DECISION,
                MemoryDraft.DEFAULT_EVENT_TYPE,
                content,
                chance.onceIn(2) ? Optional.empty() : Optional.of("{\"k\":1}"),
                tags,
                DedupKey.computed(new AgentId("a"), MemoryDraft.DEFAULT_EVENT_TYPE, content, 200),
                chance.within(0, 100) / 100.0,
                chance.onceIn(2) ? Optional.empty() : Optional.of("mem_parent"));
    }
}
