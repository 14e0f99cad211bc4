package dev.memtrace.core.wire;

/**
 * Where the verdict on a memory or a command goes. It travels inside the value, because a stream
 * partitioner sees no headers.
 *
 * @param partition of the verdicts topic, where the waiting instance listens; {@link #NOBODY} if
 *     nobody waits
 * @param request names the waiting request within that instance
 */
public record ReplyAddress(int partition, long request) {
    /** The partition that means: no reply. */
    public static final int NOBODY = -1;

    /** For records that nobody waits for. */
    public static final ReplyAddress NONE = new ReplyAddress(NOBODY, 0);

    /** Whether somebody waits. */
    public boolean isAwaited() {
        return partition != NOBODY;
    }
}
