package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.nio.ByteBuffer;

/**
 * A record on the fates topic: the verdict on a memory that is kept nowhere, for a client that may
 * not have been told.
 *
 * <pre>
 *  at  bytes
 *  key  16    id of the memory
 *   0   1     version (1)
 *   1   1     1 if the contents are the same
 *   2   16    id of the memory that was accepted before it
 *  18   n     org id, ASCII
 * </pre>
 *
 * @param id of the memory that was not kept
 */
public record Fate(OrgId org, MemoryId id, Verdict.Duplicate verdict) {
    private static final byte VERSION = 1;
    private static final int SAME_CONTENT = 1;
    private static final int ORIGINAL = 2;
    private static final int ORG = ORIGINAL + MemoryId.BYTES;

    public Fate {
        requireNonNull(org, "org");
        requireNonNull(id, "id");
        requireNonNull(verdict, "verdict");
    }

    /** The record's key. */
    @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the key
    public byte[] key() {
        return ByteBuffer.allocate(MemoryId.BYTES).putLong(id.high()).putLong(id.low()).array();
    }

    /** The record's value. */
    @SuppressWarnings("ByteBufferBackingArray") // allocates exactly the value
    public byte[] value() {
        var owner = org.value().getBytes(US_ASCII);
        return ByteBuffer.allocate(ORG + owner.length)
                .put(VERSION)
                .put((byte) (verdict.isSameContent() ? 1 : 0))
                .putLong(verdict.original().high())
                .putLong(verdict.original().low())
                .put(owner)
                .array();
    }

    /**
     * The fate in a record.
     *
     * @throws UndecodableException if this version did not write it
     */
    public static Fate decode(byte[] key, byte[] value) {
        if (key == null || key.length != MemoryId.BYTES) {
            throw new UndecodableException("key of a fate must be " + MemoryId.BYTES + " bytes");
        }
        if (value == null || value.length <= ORG || value[0] != VERSION) {
            throw new UndecodableException("a fate must be of version " + VERSION);
        }
        var original = MemoryId.read(ByteBuffer.wrap(value), ORIGINAL);
        try {
            return new Fate(
                    new OrgId(new String(value, ORG, value.length - ORG, US_ASCII)),
                    MemoryId.read(ByteBuffer.wrap(key), 0),
                    new Verdict.Duplicate(original, value[SAME_CONTENT] == 1));
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("org of a fate is no org id");
        }
    }
}
