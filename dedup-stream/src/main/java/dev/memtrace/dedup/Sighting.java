package dev.memtrace.dedup;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.Verdict;
import java.nio.ByteBuffer;

/**
 * The first accepted memory of a dedup key, as the store remembers it: id (16 bytes), content
 * fingerprint (8), time seen in epoch milliseconds of the broker (8).
 */
record Sighting(MemoryId id, long fingerprint, long seenMillis) {
    private static final int BYTES = 32;

    static Sighting of(MemoryRecord memory, long seenMillis) {
        return new Sighting(memory.id(), memory.fingerprint(), seenMillis);
    }

    static Sighting decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        return new Sighting(MemoryId.read(in, 0), in.getLong(16), in.getLong(24));
    }

    byte[] encode() {
        var bytes = new byte[BYTES];
        ByteBuffer.wrap(bytes)
                .putLong(id.high())
                .putLong(id.low())
                .putLong(fingerprint)
                .putLong(seenMillis);
        return bytes;
    }

    /**
     * Whether {@code memory} is the very one that was seen: its record came twice, not the memory.
     */
    boolean isOf(MemoryRecord memory) {
        return id.equals(memory.id());
    }

    Verdict.Duplicate verdictOn(MemoryRecord repeat) {
        return new Verdict.Duplicate(id, fingerprint == repeat.fingerprint());
    }
}
