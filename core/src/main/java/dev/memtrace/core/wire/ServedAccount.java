package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** TEMP. */
public record ServedAccount(
        long logEpoch,
        long proven,
        long refused,
        long throughOffset,
        long oldestUnprovenMillis,
        boolean isClosed,
        String reason) {
    public byte[] encode() {
        var text = reason.getBytes(UTF_8);
        return ByteBuffer.allocate(42 + text.length)
                .put((byte) 1)
                .putLong(logEpoch)
                .putLong(proven)
                .putLong(refused)
                .putLong(throughOffset)
                .putLong(oldestUnprovenMillis)
                .put((byte) (isClosed ? 1 : 0))
                .put(text)
                .array();
    }

    public static ServedAccount decode(byte[] value) {
        var in = ByteBuffer.wrap(value, 1, value.length - 1);
        return new ServedAccount(
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.get() == 1,
                new String(value, 42, value.length - 42, UTF_8));
    }
}
