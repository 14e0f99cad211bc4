package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.CreateRequest;
import dev.memtrace.core.memory.MalformedJsonException;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.memory.MemoryParser;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.Problem;
import dev.memtrace.core.memory.Sha256;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes memories of what producers write, as ingest-api makes them of requests. The same record
 * gives the same memories, ids included, however often it is read. Thread-safe.
 */
final class InboxCheck {
    /** Of a value, as it is read: a topic's own limit counts compressed bytes. */
    static final int VALUE_BYTES_MAX = 1024 * 1024;

    private final MemoryParser parser;
    private final int dedupContentBytes;
    private final Clock clock;

    InboxCheck(InboxConfig config, Clock clock) {
        this.parser = new MemoryParser(config.limits());
        this.dedupContentBytes = config.dedupContentBytes();
        this.clock = clock;
    }

    /**
     * Looks at one record.
     *
     * @param org whose inbox it was in
     */
    Checked check(OrgId org, ConsumerRecord<byte[], byte[]> record) {
        var value = record.value();
        if (value == null || value.length == 0) {
            return new Checked.Bad(
                    "a record needs a value: a create-request, as for POST /api/v1/memories", true);
        }
        if (value.length > VALUE_BYTES_MAX) {
            return new Checked.Bad(
                    "the value has "
                            + value.length
                            + " bytes, at most "
                            + VALUE_BYTES_MAX
                            + " are taken; its bytes were not kept here",
                    false);
        }
        try {
            var arrived = arrived(record);
            var json = ContentType.of(record.headers()).json(value);
            var request = parser.parse(json, arrived);
            if (!request.problems().isEmpty()) {
                return new Checked.Bad(reason(request), true);
            }
            var carried = CarriedHeaders.of(record.headers());
            return new Checked.Good(memories(org, record, request, arrived), carried);
        } catch (MalformedJsonException | UnfitRecordException e) {
            return new Checked.Bad(e.getMessage(), true);
        }
    }

    /**
     * When the broker took it. Should the topic not say so but what the producer likes, then
     * nothing that a memory could not be.
     */
    private Instant arrived(ConsumerRecord<byte[], byte[]> record) {
        var latest = clock.instant().plus(MemoryLimits.TIME_AHEAD_MAX);
        var earliest = MemoryLimits.TIME_MIN;
        long millis =
                Math.clamp(record.timestamp(), earliest.toEpochMilli(), latest.toEpochMilli());
        return Instant.ofEpochMilli(millis);
    }

    private List<Memory> memories(
            OrgId org,
            ConsumerRecord<byte[], byte[]> record,
            CreateRequest request,
            Instant arrived) {
        var memories = new ArrayList<Memory>(request.drafts().size());
        var place = place(record);
        for (var draft : request.drafts()) {
            int index = memories.size();
            memories.add(
                    draft.toMemory(
                            org, arrived, dedupContentBytes, time -> id(place, index, time)));
        }
        return memories;
    }

    /**
     * Names the record's place, the same on every instance. A topic that was made anew has the same
     * offsets, but took its records at another time.
     */
    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic()
                + ' '
                + record.partition()
                + ' '
                + record.offset()
                + ' '
                + record.timestamp()
                + ' ';
    }

    private static MemoryId id(String place, int index, Instant time) {
        var digest = ByteBuffer.wrap(Sha256.of((place + index).getBytes(UTF_8)));
        return MemoryId.of(time, digest.getLong(), digest.getLong());
    }

    private static String reason(CreateRequest request) {
        var all =
                request.problems().stream()
                        .map(problem -> request.isBatch() ? placed(problem) : problem.message())
                        .collect(Collectors.joining("; "));
        return request.problems().size() < MemoryLimits.PROBLEMS_MAX ? all : all + "; perhaps more";
    }

    private static String placed(Problem problem) {
        return "memories[" + problem.index() + "]: " + problem.message();
    }
}
