package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * What arc-sink has proven and refused of one org's memories in one partition, since the beginning,
 * and where the org's lane stands. Immutable.
 *
 * <pre>
 *  at  bytes
 *   0   1    version (1)
 *   1   8    log epoch
 *   9   8    proven
 *  17   8    refused
 *  25   8    through offset
 *  33   8    oldest unproven, epoch milliseconds, or -1
 *  41   1    1 if the lane is closed
 *  42   n    why, UTF-8
 * </pre>
 *
 * @param logEpoch of the {@code accepted} topic that the offset is of: offsets of a topic that was
 *     made again mean nothing
 * @param proven memories that were read back from Arc, 0 or more
 * @param refused memories that Arc will never take, 0 or more
 * @param throughOffset of {@code accepted}; before it all of the org's memories are proven or
 *     refused; 0 or more
 * @param oldestUnprovenMillis when Kafka took the oldest memory that the sink has taken and not
 *     proven, in epoch milliseconds; -1 if there is none
 * @param isClosed whether the lane waits for its Arc
 * @param reason why it is closed, without content; empty if it is open
 */
public record ServedAccount(
        long logEpoch,
        long proven,
        long refused,
        long throughOffset,
        long oldestUnprovenMillis,
        boolean isClosed,
        String reason) {
    private static final byte VERSION = 1;
    private static final int BYTES_LEAST = 42;
    private static final String WHAT = "a served account";

    public ServedAccount {
        requireNonNull(reason, "reason");
        if ((proven | refused | throughOffset) < 0) {
            throw new IllegalArgumentException(
                    "counts and offset must be 0 or more, got %d, %d, %d"
                            .formatted(proven, refused, throughOffset));
        }
        if (oldestUnprovenMillis < -1) {
            throw new IllegalArgumentException(
                    "oldestUnprovenMillis must be a time or -1, got " + oldestUnprovenMillis);
        }
        if (!isClosed && !reason.isEmpty()) {
            throw new IllegalArgumentException("an open lane has no reason to be closed");
        }
    }

    /** The bytes of this account. */
    @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the value
    public byte[] encode() {
        var text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(BYTES_LEAST + text.length)
                .put(VERSION)
                .putLong(logEpoch)
                .putLong(proven)
                .putLong(refused)
                .putLong(throughOffset)
                .putLong(oldestUnprovenMillis)
                .put((byte) (isClosed ? 1 : 0))
                .put(text)
                .array();
    }

    /**
     * Reads an account.
     *
     * @throws UndecodableException if this version did not write it
     */
    public static ServedAccount decode(byte[] value) {
        var in = AccountBytes.open(value, VERSION, BYTES_LEAST, WHAT);
        try {
            return new ServedAccount(
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.getLong(),
                    in.get() == 1,
                    UTF_8.decode(in).toString());
        } catch (IllegalArgumentException e) {
            throw new UndecodableException(WHAT + " contradicts itself: " + e.getMessage());
        }
    }
}
