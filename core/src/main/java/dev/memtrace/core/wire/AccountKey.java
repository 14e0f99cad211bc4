package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.OrgId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a record on the accounts topic is about; its key, as text. Partitions are those of the
 * memory topics, from 0. Immutable.
 */
public sealed interface AccountKey {
    /** What was decided of an org's memories: {@code decided:org:partition}. */
    record Decided(OrgId org, int partition) implements AccountKey {
        static final String KIND = "decided";

        public Decided {
            requireNonNull(org, "org");
            requirePartition(partition);
        }

        @Override
        public byte[] encode() {
            return (KIND + ":" + org + ":" + partition).getBytes(US_ASCII);
        }
    }

    /**
     * How far the decided accounts of all orgs reach: {@code decided-through:partition}. Its value
     * is an offset in {@code memories}; what lies before is in them.
     */
    record DecidedThrough(int partition) implements AccountKey {
        static final String KIND = "decided-through";
        private static final byte VERSION = 1;
        private static final int VALUE_BYTES = 9;

        public DecidedThrough {
            requirePartition(partition);
        }

        @Override
        public byte[] encode() {
            return (KIND + ":" + partition).getBytes(US_ASCII);
        }

        /** The value that says {@code offset}: a version (1 byte), the offset (8). */
        @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the value
        public static byte[] encodeOffset(long offset) {
            return ByteBuffer.allocate(VALUE_BYTES).put(VERSION).putLong(offset).array();
        }

        /**
         * The offset in a value.
         *
         * @throws UndecodableException if this version did not write it
         */
        public static long decodeOffset(byte[] value) {
            long offset =
                    AccountBytes.open(value, VERSION, VALUE_BYTES, "a decided-through offset")
                            .getLong();
            if (offset < 0) {
                throw new UndecodableException("an offset must be 0 or more, got " + offset);
            }
            return offset;
        }
    }

    /** What was served of an org's memories: {@code served:org:partition}. */
    record Served(OrgId org, int partition) implements AccountKey {
        static final String KIND = "served";

        public Served {
            requireNonNull(org, "org");
            requirePartition(partition);
        }

        @Override
        public byte[] encode() {
            return (KIND + ":" + org + ":" + partition).getBytes(US_ASCII);
        }
    }

    int partition();

    /** The bytes of this key. */
    byte[] encode();

    /**
     * Reads a key.
     *
     * @throws UndecodableException if the bytes are not exactly what {@link #encode} makes of one
     */
    static AccountKey decode(byte[] key) {
        var parts = key == null ? new String[0] : new String(key, US_ASCII).split(":", -1);
        try {
            var decoded = parts.length == 2 ? through(parts) : ofOrg(parts);
            if (Arrays.equals(decoded.encode(), key)) { // not, say, "+1" for "1"
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // told below, in words that quote nothing
        }
        throw new UndecodableException(
                "key of an account must be decided:org:partition, decided-through:partition or"
                        + " served:org:partition");
    }

    private static AccountKey through(String[] parts) {
        requireKnown(parts[0].equals(DecidedThrough.KIND));
        return new DecidedThrough(Integer.parseInt(parts[1]));
    }

    private static AccountKey ofOrg(String[] parts) {
        requireKnown(parts.length == 3);
        var org = new OrgId(parts[1]);
        int partition = Integer.parseInt(parts[2]);
        return switch (parts[0]) {
            case Decided.KIND -> new Decided(org, partition);
            case Served.KIND -> new Served(org, partition);
            default -> throw new IllegalArgumentException("unknown kind of account");
        };
    }

    private static void requireKnown(boolean isKnown) {
        if (!isKnown) {
            throw new IllegalArgumentException("unknown kind of account");
        }
    }

    private static void requirePartition(int partition) {
        if (partition < 0) {
            throw new IllegalArgumentException("partition must be 0 or more, got " + partition);
        }
    }
}
