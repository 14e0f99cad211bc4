package dev.memtrace.core.wire;

import java.nio.ByteBuffer;

/**
 * What dedup-stream has decided of one org's memories in one partition, since the beginning.
 * Immutable.
 *
 * <pre>
 *  at  bytes
 *   0   1    version (1)
 *   1   8    accepted
 *   9   8    duplicates
 *  17   8    rejected
 *  25   8    through offset
 * </pre>
 *
 * Later versions append; a reader ignores what it does not know.
 *
 * @param accepted memories that went on to {@code accepted}, 0 or more
 * @param duplicates memories that did not, because an earlier one has their key, 0 or more
 * @param rejected records that say whose they are and cannot be judged all the same, 0 or more
 * @param throughOffset of {@code memories}, after the last record that is counted here, 0 or more
 */
public record DecidedAccount(long accepted, long duplicates, long rejected, long throughOffset) {
    private static final byte VERSION = 1;
    private static final int BYTES = 33;
    private static final String WHAT = "a decided account";

    public DecidedAccount {
        if ((accepted | duplicates | rejected | throughOffset) < 0) {
            throw new IllegalArgumentException(
                    "counts and offset must be 0 or more, got %d, %d, %d, %d"
                            .formatted(accepted, duplicates, rejected, throughOffset));
        }
    }

    /** Records with a verdict of any kind. */
    public long decided() {
        return accepted + duplicates + rejected;
    }

    /** The bytes of this account. */
    @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the value
    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(accepted)
                .putLong(duplicates)
                .putLong(rejected)
                .putLong(throughOffset)
                .array();
    }

    /**
     * Reads an account.
     *
     * @throws UndecodableException if this version did not write it
     */
    public static DecidedAccount decode(byte[] value) {
        var in = AccountBytes.open(value, VERSION, BYTES, WHAT);
        try {
            return new DecidedAccount(in.getLong(), in.getLong(), in.getLong(), in.getLong());
        } catch (IllegalArgumentException e) {
            throw new UndecodableException(WHAT + " contradicts itself: " + e.getMessage());
        }
    }
}
