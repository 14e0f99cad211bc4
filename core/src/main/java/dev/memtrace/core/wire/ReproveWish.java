package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.OrgId;
import java.util.Optional;

/**
 * Asks the sink to prove a lane's memories once more, from an offset on, and to write what Arc then
 * does not have: a record on the lanes topic, beside the marks, whose key is {@code
 * reprove:org:partition} as text. The sink does away with it, by a record without a value, once it
 * has done so. The value is an {@link EpochOffset}.
 *
 * @param logEpoch see {@link LogEpoch}
 * @param offset the lowest that is to be proven, from 0 on
 */
public record ReproveWish(long logEpoch, long offset) {
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

    public byte[] encode() {
        return new EpochOffset(logEpoch, offset).encode();
    }

    /**
     * The wish in a value.
     *
     * @throws UndecodableException if this version did not write it
     */
    public static ReproveWish decode(byte[] value) {
        var place = EpochOffset.decode(value, "a wish to prove again");
        if (place.offset() < 0) {
            throw new UndecodableException(
                    "offset of a wish must be 0 or more, got " + place.offset());
        }
        return new ReproveWish(place.logEpoch(), place.offset());
    }
}
