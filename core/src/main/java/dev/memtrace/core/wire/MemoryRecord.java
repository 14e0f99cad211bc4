package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.MemoryType;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The value of a record on the memory topics: a fixed head, which the dedup stream reads without
 * decoding anything, and the memory itself as msgpack. The same bytes go from {@code memories} to
 * {@code accepted}.
 *
 * <pre>
 *  at  bytes
 *   0   1    version (1)
 *   1   2    reply partition, -1 if nobody waits
 *   3   8    request that waits
 *  11   4    index of the memory in that request
 *  15   1    1 if this is the request's last memory in its partition
 *  16  16    memory id
 *  32   8    content fingerprint
 *  40   1    length of the org id
 *  41   n    org id, ASCII
 *  41+n      memory, see {@link MemoryBody}
 * </pre>
 *
 * A view over the bytes; not to be changed while in use. One thread at a time.
 */
public final class MemoryRecord {
    static final byte VERSION = 1;

    private static final int REPLY_PARTITION = 1;
    private static final int REQUEST = 3;
    private static final int INDEX = 11;
    private static final int LAST = 15;
    private static final int ID = 16;
    private static final int FINGERPRINT = 32;
    private static final int ORG_LENGTH = 40;
    private static final int ORG = 41;

    private final byte[] bytes;
    private final ByteBuffer head;

    private MemoryRecord(byte[] bytes) {
        this.bytes = bytes;
        this.head = ByteBuffer.wrap(bytes);
    }

    /**
     * Looks at a record's value.
     *
     * @throws UndecodableException if the head is not one that this version wrote; the memory
     *     itself is not looked at
     */
    public static MemoryRecord of(byte[] bytes) {
        if (bytes == null || bytes.length <= ORG) {
            throw new UndecodableException(
                    "a memory record has at least "
                            + (ORG + 1)
                            + " bytes, got "
                            + (bytes == null ? "none" : String.valueOf(bytes.length)));
        }
        if (bytes[0] != VERSION) {
            throw new UndecodableException(
                    "version of a memory record must be " + VERSION + ", got " + bytes[0]);
        }
        int orgLength = bytes[ORG_LENGTH] & 0xff;
        if (orgLength == 0 || bytes.length <= ORG + orgLength) {
            throw new UndecodableException(
                    "a memory record names its org, got " + orgLength + " bytes of it");
        }
        return new MemoryRecord(bytes);
    }

    /**
     * The bytes of a record.
     *
     * @param index place of the memory in its request, by which its verdict is matched
     * @param isLastOfPartition whether the request has no later memory in the same partition, so
     *     that one reply can answer for all
     */
    public static byte[] encode(
            Memory memory, ReplyAddress replyTo, int index, boolean isLastOfPartition) {
        var org = memory.org().value().getBytes(US_ASCII);
        var bytes = MemoryBody.encode(memory, ORG + org.length);
        var head = ByteBuffer.wrap(bytes);
        head.put(0, VERSION)
                .putShort(REPLY_PARTITION, (short) replyTo.partition())
                .putLong(REQUEST, replyTo.request())
                .putInt(INDEX, index)
                .put(LAST, (byte) (isLastOfPartition ? 1 : 0))
                .putLong(ID, memory.id().high())
                .putLong(ID + 8, memory.id().low())
                .putLong(FINGERPRINT, Identity.fingerprint(memory.content()))
                .put(ORG_LENGTH, (byte) org.length)
                .put(ORG, org);
        return bytes;
    }

    /** Where the verdict goes. */
    public ReplyAddress replyTo() {
        return new ReplyAddress(head.getShort(REPLY_PARTITION), head.getLong(REQUEST));
    }

    /** Place of the memory in its request, from 0. */
    public int index() {
        return head.getInt(INDEX);
    }

    /** Whether the request has no later memory in this partition. */
    public boolean isLastOfPartition() {
        return bytes[LAST] == 1;
    }

    public MemoryId id() {
        return MemoryId.read(head, ID);
    }

    /** See {@link Identity#fingerprint}. */
    public long fingerprint() {
        return head.getLong(FINGERPRINT);
    }

    /**
     * The owner.
     *
     * @throws UndecodableException if it is not an org id
     */
    public OrgId org() {
        try {
            return new OrgId(new String(bytes, ORG, bytes[ORG_LENGTH] & 0xff, US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new UndecodableException("org of a memory record is no org id");
        }
    }

    /**
     * The memory itself.
     *
     * @throws UndecodableException if the bytes are not one
     */
    public Memory memory() {
        int body = ORG + (bytes[ORG_LENGTH] & 0xff);
        return MemoryBody.decode(id(), org(), bytes, body);
    }

    /**
     * What a memory is found by.
     *
     * @param time when it happened
     */
    public record Heading(
            Instant time,
            AgentId agent,
            Optional<SessionId> session,
            MemoryType type,
            List<String> tags) {
        public Heading {
            tags = List.copyOf(tags);
        }
    }

    /**
     * What the memory is found by, without opening the rest of it.
     *
     * @throws UndecodableException if the bytes are not a memory
     */
    public Heading heading() {
        return MemoryBody.heading(bytes, ORG + (bytes[ORG_LENGTH] & 0xff));
    }

    /** The whole value; shared, not copied. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return "MemoryRecord[" + id() + ", " + Objects.toString(replyTo()) + "]";
    }
}
