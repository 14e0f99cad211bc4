package dev.memtrace.arclocal;

import java.io.IOException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** An unpacker that knows where in the payload it stands. Used by one thread. */
final class Cursor implements AutoCloseable {
    private final Slice slice;
    private final MessageUnpacker unpacker;

    Cursor(Slice slice) {
        this.slice = slice;
        this.unpacker =
                MessagePack.newDefaultUnpacker(slice.payload(), slice.offset(), slice.length());
    }

    MessageUnpacker unpacker() {
        return unpacker;
    }

    /** Takes the place of the next value and moves behind it. */
    Slice slice() throws IOException {
        var from = (int) unpacker.getTotalReadBytes();
        unpacker.skipValue();
        var to = (int) unpacker.getTotalReadBytes();
        return new Slice(slice.payload(), slice.offset() + from, to - from);
    }

    /** No more than this many values can follow, and no text can be longer. */
    int bytesLeft() {
        return slice.length() - (int) unpacker.getTotalReadBytes();
    }

    @Override
    public void close() throws IOException {
        unpacker.close();
    }
}
