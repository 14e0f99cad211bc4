package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.OrgId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Asks the sink to prove a lane's memories once more, from an offset on, and to write what Arc then
 * does not have: a record on the lanes topic, beside the marks, whose key is {@code
 * reprove:org:partition} as text. The sink does away with it, by a record without a value, once it
 * has done so.
 *
 * <pre>
 *  at  bytes
 *   0   1    version (1)
 *   1   8    log epoch: offsets of a topic that was made again mean nothing
 *   9   8    lowest offset on the accepted topic that is to be proven
 * </pre>
 *
 * @param logEpoch see {@link LogEpoch}
 * @param offset from 0 on
 */
public record ReproveWish(long logEpoch, long offset) {
    private static final byte VERSION = 1;
    private static final int BYTES = 17;
    private static final String PREFIX = "reprove:";

    /**
     * Whose memories, and in which partition of the accepted topic.
     *
     * @param partition from 0 on
     */
    public record Key(OrgId org, int partition) {
        public Key {
            requireNonNull(org, "org");
            if (partition < 0) {
                throw new IllegalArgumentException("partition must be 0 or more, got " + partition);
            }
        }

        public byte[] encode() {
            return (PREFIX + org + ":" + partition).getBytes(US_ASCII);
        }

        /**
         * The key in a record's; empty if the record is no such wish, but a lane's mark.
         *
         * @throws UndecodableException if it begins as a wish's and is none
         */
        public static Optional<Key> decode(byte[] key) {
            var text = key == null ? "" : new String(key, UTF_8);
            int colon = text.lastIndexOf(':');
            // With two parts it is a mark, perhaps of an org that is called so.
            if (!text.startsWith(PREFIX) || colon < PREFIX.length()) {
                return Optional.empty();
            }
            try {
                var org = text.substring(PREFIX.length(), colon);
                return Optional.of(
                        new Key(new OrgId(org), Integer.parseInt(text.substring(colon + 1))));
            } catch (IllegalArgumentException e) {
                throw new UndecodableException("key of a wish must be reprove:org:partition");
            }
        }
    }

    public ReproveWish {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must be 0 or more, got " + offset);
        }
    }

    @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the value
    public byte[] encode() {
        return ByteBuffer.allocate(BYTES).put(VERSION).putLong(logEpoch).putLong(offset).array();
    }

    /**
     * The wish in a value.
     *
     * @throws UndecodableException if this version did not write it
     */
    public static ReproveWish decode(byte[] value) {
        if (value.length != BYTES || value[0] != VERSION) {
            throw new UndecodableException(
                    "a wish to prove again must be "
                            + BYTES
                            + " bytes of version "
                            + VERSION
                            + ", got "
                            + value.length
                            + (value.length == 0 ? "" : " of version " + value[0]));
        }
        var in = ByteBuffer.wrap(value, 1, BYTES - 1);
        long epoch = in.getLong();
        long offset = in.getLong();
        if (offset < 0) {
            throw new UndecodableException("offset of a wish must be 0 or more, got " + offset);
        }
        return new ReproveWish(epoch, offset);
    }
}
