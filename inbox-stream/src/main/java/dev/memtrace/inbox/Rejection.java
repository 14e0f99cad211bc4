package dev.memtrace.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.Sha256;
import dev.memtrace.core.rejected.SourcePosition;
import dev.memtrace.core.wire.RejectedHeaders;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that was not taken, on its way to the rejected topic.
 *
 * @param source where it was read
 * @param record what is written there
 */
record Rejection(TopicPartition source, ProducerRecord<byte[], byte[]> record) {
    /** A longer key says nothing that helps, and is left out. */
    private static final int KEY_BYTES_MAX = 1_024;

    /** There may be a hundred problems in it; a header should be shorter than that. */
    private static final int REASON_CHARS_MAX = 16 * 1024;

    Rejection {
        requireNonNull(source, "source");
        requireNonNull(record, "record");
    }

    /**
     * Makes one.
     *
     * @param topic the rejected topic
     */
    static Rejection of(ConsumerRecord<byte[], byte[]> record, Checked.Bad why, String topic) {
        var source = new SourcePosition(record.topic(), record.partition(), record.offset());
        var headers = headers(why.reason(), source);
        needed(record).forEach(headers::add);
        byte[] key = record.key();
        byte[] value = record.value();
        if (!why.isKept()) {
            var digest = HexFormat.of().formatHex(Sha256.of(value));
            headers.add(RejectedHeaders.VALUE_SHA256, bytes(digest));
            value = null;
        }
        return new Rejection(
                new TopicPartition(record.topic(), record.partition()),
                new ProducerRecord<>(
                        topic,
                        null,
                        key == null || key.length > KEY_BYTES_MAX ? null : key,
                        value,
                        headers));
    }

    /**
     * Records that nobody here has seen.
     *
     * @param topic the rejected topic
     */
    static Rejection of(UnreadableStretch stretch, String topic) {
        var partition = stretch.partition();
        var source = new SourcePosition(partition.topic(), partition.partition(), stretch.from());
        var reason =
                "cannot be read up to offset %d: one of these records is larger than the memory of inbox-stream when it is decompressed, or the batch is damaged"
                        .formatted(stretch.to() - 1);
        return new Rejection(
                partition,
                new ProducerRecord<>(topic, null, (byte[]) null, null, headers(reason, source)));
    }

    private static RecordHeaders headers(String reason, SourcePosition source) {
        var headers = new RecordHeaders();
        headers.add(RejectedHeaders.REASON, bytes(cut(reason)));
        headers.add(RejectedHeaders.SERVICE, bytes(RejectedHeaders.INBOX));
        headers.add(RejectedHeaders.SOURCE, bytes(source.toString()));
        return headers;
    }

    /** What a replay needs, and whoever looks for the record. */
    private static List<Header> needed(ConsumerRecord<byte[], byte[]> record) {
        try {
            var carried = new RecordHeaders(CarriedHeaders.of(record.headers()));
            var type = record.headers().lastHeader(ContentType.HEADER);
            if (type != null && type.value() != null && type.value().length <= KEY_BYTES_MAX) {
                carried.add(type);
            }
            return List.of(carried.toArray());
        } catch (UnfitRecordException e) {
            return List.of(); // too many is what is wrong with it
        }
    }

    private static String cut(String reason) {
        return reason.length() <= REASON_CHARS_MAX
                ? reason
                : reason.substring(0, REASON_CHARS_MAX) + " ...";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** How much of it is kept in memory, about. */
    int bytes() {
        return REASON_CHARS_MAX / 16 + (record.value() == null ? 0 : record.value().length);
    }
}
