package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.rejected.SourcePosition;
import dev.memtrace.core.wire.RejectedHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Makes the record that tells why another was rejected: its bytes as received, the reason in
 * headers.
 */
final class Rejects {
    private Rejects() {}

    static Record<byte[], byte[]> of(
            Record<byte[], byte[]> record, Optional<RecordMetadata> source, String reason) {
        var headers = new RecordHeaders();
        headers.add(RejectedHeaders.REASON, reason.getBytes(UTF_8));
        headers.add(RejectedHeaders.SERVICE, RejectedHeaders.DEDUP.getBytes(UTF_8));
        source.map(at -> new SourcePosition(at.topic(), at.partition(), at.offset()))
                .ifPresent(
                        at -> headers.add(RejectedHeaders.SOURCE, at.toString().getBytes(UTF_8)));
        return record.withHeaders(headers);
    }
}
