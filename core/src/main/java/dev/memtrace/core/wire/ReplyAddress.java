package dev.memtrace.core.wire;

/**
 * Where the verdict on a memory or a command goes. It travels inside the value, because a stream
 * partitioner sees no headers.
 *
 * @param partition of the verdicts topic, where the waiting instance listens; {@link #NOBODY} or
 *     less if nobody waits
 * @param request names the waiting request within that instance
 */
public record ReplyAddress(int partition, long request) {
    /** The partition that means: no reply. */
    public static final int NOBODY = -1;

    /** Like {@link #NOBODY}, and nobody knows the memory's id, to ask for it later. */
    private static final int UNASKED = -2;

    /** For records that nobody waits for. */
    public static final ReplyAddress NONE = new ReplyAddress(NOBODY, 0);

    /** For records whose senders are told no id. */
    public static final ReplyAddress UNKNOWN_ID = new ReplyAddress(UNASKED, 0);

    /** Whether somebody waits. */
    public boolean isAwaited() {
        return partition >= 0;
    }

    /** Whether somebody may ask later what became of the memory. */
    public boolean mayBeAskedFor() {
        return partition != UNASKED;
    }
}
