package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.DedupKey;
import dev.memtrace.core.memory.EventType;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Memories of org_default that are written to Kafka without a service between; no two the same. */
final class DirectMemories {
    static final OrgId ORG = new OrgId("org_default");

    private static final int CONTENT_WORDS = 24;

    private final Vocabulary vocabulary;
    private final Instant start = Instant.now().minus(Duration.ofHours(1));

    DirectMemories(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The same for the same number. */
    Memory memory(long number) {
        var at = start.plusNanos(number * 1_000L);
        return new Memory(
                MemoryId.random(at),
                at,
                ORG,
                new AgentId("agent_" + number % 50),
                Optional.empty(),
                new MemoryType("episodic"),
                new EventType("tool_call"),
                content(number),
                Optional.empty(),
                List.of("bench"),
                new DedupKey("key-" + number),
                0.5,
                Optional.empty());
    }

    /** A create-request for it, as a producer would write it. */
    byte[] request(long number) {
        return """
        {"agent_id":"agent_%d","event_type":"tool_call","content":"%s","tags":["bench"],"dedup_key":"key-%d"}"""
                .formatted(number % 50, content(number), number)
                .getBytes(UTF_8);
    }

    private String content(long number) {
        var random = new Random(number);
        return Stream.generate(() -> vocabulary.word(random))
                .limit(CONTENT_WORDS)
                .collect(Collectors.joining(" "));
    }
}
