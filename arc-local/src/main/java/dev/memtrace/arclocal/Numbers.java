package dev.memtrace.arclocal;

import java.io.IOException;
import org.msgpack.core.MessageIntegerOverflowException;
import org.msgpack.core.MessageUnpacker;

/** Numbers as Arc reads them. */
final class Numbers {
    private Numbers() {}

    /** MessagePack has unsigned numbers that a BIGINT cannot hold. */
    static long unpackLong(MessageUnpacker unpacker, String column) throws IOException {
        try {
            return unpacker.unpackLong();
        } catch (MessageIntegerOverflowException e) {
            throw ArcFailure.unconvertible(
                    "cannot convert uint64 to int64 in column '" + column + "'");
        }
    }
}
