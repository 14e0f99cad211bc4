package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.OrgId;

/**
 * Where a closed lane of the sink stands: a record on the lanes topic, beside {@link
 * ReproveWish}es, whose key is {@code org:partition} as text. The group's offsets have passed it; a
 * record without a value says that the lane is open, and stands where they do.
 *
 * @param logEpoch see {@link LogEpoch}
 * @param offset of the lane's first memory that may not be in its Arc
 */
public record LaneMark(long logEpoch, long offset) {
    /**
     * Whose memories, and in which partition of the accepted topic.
     *
     * @param partition from 0 on
     */
    public record Key(OrgId org, int partition) {
        public Key {
            requireNonNull(org, "org");
        }

        public byte[] encode() {
            return (org + ":" + partition).getBytes(US_ASCII);
        }

        /**
         * The lane that a record's key names.
         *
         * @throws UndecodableException if it is not a key of ours
         */
        public static Key decode(byte[] key) {
            var text = key == null ? "" : new String(key, UTF_8);
            int colon = text.lastIndexOf(':');
            try {
                var org = new OrgId(text.substring(0, Math.max(colon, 0)));
                return new Key(org, Integer.parseInt(text.substring(colon + 1)));
            } catch (IllegalArgumentException e) {
                throw new UndecodableException("key of a lane's mark must be org:partition");
            }
        }
    }

    public byte[] encode() {
        return new EpochOffset(logEpoch, offset).encode();
    }

    /**
     * The mark in a value.
     *
     * @throws UndecodableException if this version did not write it
     */
    public static LaneMark decode(byte[] value) {
        var place = EpochOffset.decode(value, "a lane's mark");
        return new LaneMark(place.logEpoch(), place.offset());
    }
}
