package dev.memtrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What a {@link MemoryProducer} writes to an inbox at once: memories that are taken in together, or
 * rejected together. Immutable.
 *
 * @param memories one or more
 * @param key records with one key stay in order until they are checked; the agent of the first
 *     memory if empty, so that each agent's memories stay in order
 * @param headers {@code traceparent}, of W3C Trace Context, and those that begin with {@code
 *     x-memtrace-}: they stay with each memory; 16 at most, of 4,096 bytes together with their
 *     names
 */
public record InboxRecord(
        List<NewMemory> memories, Optional<String> key, Map<String, String> headers) {
    private static final int VALUE_BYTES_MAX = 1024 * 1024;
    private static final String TRACE_PARENT = "traceparent";
    private static final String HEADER_PREFIX = "x-memtrace-";
    private static final int HEADERS_MAX = 16;
    private static final int HEADER_BYTES_MAX = 4 * 1024;

    /**
     * Copies what can be changed. None of it may be {@code null}.
     *
     * @throws IllegalArgumentException if there is no memory
     */
    public InboxRecord {
        memories = List.copyOf(memories);
        if (memories.isEmpty()) {
            throw new IllegalArgumentException("a record needs a memory");
        }
        requireNonNull(key, "key").ifPresent(it -> Checks.requireText("key", it));
        headers = Map.copyOf(headers);
    }

    /** These memories, with nothing more. */
    public static InboxRecord of(NewMemory... memories) {
        return new InboxRecord(List.of(memories), Optional.empty(), Map.of());
    }

    /** The same under this key. */
    public InboxRecord withKey(String key) {
        return new InboxRecord(memories, Optional.of(key), headers);
    }

    /** The same with one more header. */
    public InboxRecord withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new InboxRecord(memories, key, more);
    }

    /**
     * As Kafka takes it.
     *
     * @throws BadRequestException that names everything that the server would not take
     */
    ProducerRecord<byte[], byte[]> toKafka(String topic, Instant now) {
        var problems = new ArrayList<>(MemoryLimits.problems(memories, now));
        checkHeaders(problems);
        var json = memories.size() == 1 ? memories.getFirst().toJson() : Memories.batch(memories);
        var value = Json.text(json).getBytes(UTF_8);
        if (value.length > VALUE_BYTES_MAX) {
            problems.add(
                    problem(
                            "value",
                            "the value must be at most %d bytes, got %d"
                                    .formatted(VALUE_BYTES_MAX, value.length)));
        }
        if (!problems.isEmpty()) {
            throw refusal(topic, problems);
        }
        var name = key.orElseGet(() -> memories.getFirst().agentId()).getBytes(UTF_8);
        var record = new ProducerRecord<>(topic, name, value);
        headers.forEach((header, text) -> record.headers().add(header, text.getBytes(UTF_8)));
        return record;
    }

    private void checkHeaders(List<Problem> problems) {
        int size = 0;
        for (var header : headers.entrySet()) {
            var name = header.getKey();
            if (!name.equals(TRACE_PARENT) && !name.startsWith(HEADER_PREFIX)) {
                problems.add(
                        problem(
                                name,
                                "header %s would be left aside; only %s and %s* stay"
                                        .formatted(name, TRACE_PARENT, HEADER_PREFIX)));
            }
            size += name.length() + header.getValue().getBytes(UTF_8).length;
        }
        if (headers.size() > HEADERS_MAX || size > HEADER_BYTES_MAX) {
            problems.add(
                    problem(
                            "headers",
                            "headers must be at most %d, of %d bytes together, got %d of %d"
                                    .formatted(
                                            HEADERS_MAX, HEADER_BYTES_MAX, headers.size(), size)));
        }
    }

    private static Problem problem(String field, String message) {
        return new Problem(OptionalInt.empty(), field, message);
    }

    private static BadRequestException refusal(String topic, List<Problem> problems) {
        var first = problems.getFirst();
        var place = first.index().isPresent() ? "memories[" + first.index().getAsInt() + "]: " : "";
        var more = problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : "";
        return new BadRequestException(
                400,
                "nothing was written to " + topic + ": " + place + first.message() + more,
                problems);
    }
}
