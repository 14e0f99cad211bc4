package dev.memtrace.core.wire;

import java.nio.ByteBuffer;

/**
 * A place in a log that may be made again, as values on the lanes topic tell it.
 *
 * <pre>
 *  at  bytes
 *   0   1    version (1)
 *   1   8    log epoch: offsets of a topic that was made again mean nothing
 *   9   8    offset on the accepted topic
 * </pre>
 */
record EpochOffset(long logEpoch, long offset) {
    private static final byte VERSION = 1;
    private static final int BYTES = 17;

    @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the value
    byte[] encode() {
        return ByteBuffer.allocate(BYTES).put(VERSION).putLong(logEpoch).putLong(offset).array();
    }

    /**
     * The place in a value.
     *
     * @param what it should be, for the message
     * @throws UndecodableException if this version did not write it
     */
    static EpochOffset decode(byte[] value, String what) {
        if (value.length != BYTES || value[0] != VERSION) {
            throw new UndecodableException(
                    what
                            + " must be "
                            + BYTES
                            + " bytes of version "
                            + VERSION
                            + ", got "
                            + value.length
                            + (value.length == 0 ? "" : " of version " + value[0]));
        }
        var in = ByteBuffer.wrap(value, 1, BYTES - 1);
        return new EpochOffset(in.getLong(), in.getLong());
    }
}
