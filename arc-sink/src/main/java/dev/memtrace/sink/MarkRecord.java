package dev.memtrace.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.UndecodableException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A mark on the lanes topic. Its key is {@code org:partition} as text; a record without a value
 * says that the lane is open.
 *
 * <pre>
 *  at  bytes
 *   0   1    version (1)
 *   1   8    log epoch: offsets of a topic that was made again mean nothing
 *   9   8    offset of the lane's first unwritten memory
 * </pre>
 */
record MarkRecord(long logEpoch, long offset) {
    private static final byte VERSION = 1;
    private static final int BYTES = 17;

    /** What says that {@code lane} is closed at this offset, or open. */
    static ProducerRecord<byte[], byte[]> of(
            Lane lane, OptionalLong offset, long logEpoch, Topics topics) {
        return new ProducerRecord<>(
                topics.lanes(),
                key(lane),
                offset.isPresent() ? new MarkRecord(logEpoch, offset.getAsLong()).encode() : null);
    }

    static byte[] key(Lane lane) {
        return (lane.org() + ":" + lane.partition().partition()).getBytes(US_ASCII);
    }

    /**
     * The lane that a key names.
     *
     * @param topic that the lane's partition is of
     * @throws UndecodableException if it is not a key of ours
     */
    static Lane lane(byte[] key, String topic) {
        var text = key == null ? "" : new String(key, UTF_8);
        int colon = text.lastIndexOf(':');
        try {
            var org = new OrgId(text.substring(0, Math.max(colon, 0)));
            int partition = Integer.parseInt(text.substring(colon + 1));
            return new Lane(org, new TopicPartition(topic, partition));
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("key of a lane's mark must be org:partition");
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the value
    byte[] encode() {
        return ByteBuffer.allocate(BYTES).put(VERSION).putLong(logEpoch).putLong(offset).array();
    }

    /**
     * The mark in a value.
     *
     * @throws UndecodableException if this version did not write it
     */
    static MarkRecord decode(byte[] value) {
        if (value.length != BYTES || value[0] != VERSION) {
            throw new UndecodableException(
                    "a lane's mark must be "
                            + BYTES
                            + " bytes of version "
                            + VERSION
                            + ", got "
                            + value.length
                            + (value.length == 0 ? "" : " of version " + value[0]));
        }
        var in = ByteBuffer.wrap(value, 1, BYTES - 1);
        return new MarkRecord(in.getLong(), in.getLong());
    }
}
