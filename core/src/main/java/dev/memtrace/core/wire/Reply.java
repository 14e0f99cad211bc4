package dev.memtrace.core.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The value of a record on the verdicts topic: what a waiting request is told.
 *
 * <pre>
 *  at  bytes
 *   0   1    version (1)
 *   1   1    kind: 1 verdicts, 2 decision
 *   2   2    partition of the verdicts topic
 *   4   8    request
 *  12        verdicts: count (4), then for each: index (4), kind (1), and for a duplicate the original's id (16)
 *            decision: JSON, see {@link dev.memtrace.core.directory.Decision}
 * </pre>
 */
public sealed interface Reply {
    /** Where it goes. */
    ReplyAddress to();

    /** The verdicts on some or all memories of one request that share a partition. */
    record Verdicts(ReplyAddress to, List<Item> items) implements Reply {
        public Verdicts {
            items = List.copyOf(items);
        }
    }

    /** One memory's verdict. */
    record Item(int index, Verdict verdict) {}

    /** The answer to a directory command, still as JSON. */
    record Decided(ReplyAddress to, String decision) implements Reply {}

    /** The partition that an encoded reply wants to go to. */
    static int partitionOf(byte[] reply) {
        return ByteBuffer.wrap(reply).getShort(ReplyCodec.PARTITION);
    }

    /** The bytes of this reply. */
    default byte[] encode() {
        return ReplyCodec.encode(this);
    }

    /**
     * Reads a reply.
     *
     * @throws UndecodableException if the bytes are not one
     */
    static Reply decode(byte[] bytes) {
        try {
            return ReplyCodec.decode(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new UndecodableException("a reply ends too early");
        }
    }
}
