package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as they are read from the inbox of {@code org_a}. */
final class InboxRecords {
    /** When the broker took those that do not say otherwise. */
    static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");

    private InboxRecords() {}

    static ConsumerRecord<byte[], byte[]> at(
            long offset, long millis, byte[] value, Map<String, String> headers) {
        var all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(UTF_8)));
        return new ConsumerRecord<>(
                "memtrace.inbox.org_a",
                0,
                offset,
                millis,
                TimestampType.LOG_APPEND_TIME,
                0,
                value == null ? -1 : value.length,
                new byte[] {1},
                value,
                all,
                Optional.empty());
    }

    static ConsumerRecord<byte[], byte[]> at(long offset, String json) {
        return at(offset, NOON.toEpochMilli(), json.getBytes(UTF_8), Map.of());
    }
}
