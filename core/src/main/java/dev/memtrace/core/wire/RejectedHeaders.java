package dev.memtrace.core.wire;

import java.util.Set;

/** Headers on the rejected topic. */
public final class RejectedHeaders {
    /** Why, in one sentence that never repeats content. */
    public static final String REASON = "memtrace-reason";

    /** Topic, partition and offset of the original, as {@code topic-partition@offset}. */
    public static final String SOURCE = "memtrace-source";

    /** The service that rejected it: {@link #INBOX}, {@link #DEDUP} or {@link #SINK}. */
    public static final String SERVICE = "memtrace-service";

    /**
     * SHA-256 of the original's value as hex digits, where the value was too large to be kept: it
     * can be read at its source for as long as that topic keeps it.
     */
    public static final String VALUE_SHA256 = "memtrace-value-sha256";

    /** It is no create-request, or one with problems. */
    public static final String INBOX = "inbox-stream";

    /** It could not be judged. */
    public static final String DEDUP = "dedup-stream";

    /** It was accepted, and Arc does not take it, or nobody can read it. */
    public static final String SINK = "arc-sink";

    /**
     * Which records of the rejected topic were replayed, by their offsets. On a record of its own,
     * which has no value and none of the other headers.
     */
    public static final String REPLAYED = "memtrace-replayed";

    /** All that are put on a record when it is rejected; its other headers are its own. */
    public static final Set<String> ALL = Set.of(REASON, SOURCE, SERVICE, VALUE_SHA256, REPLAYED);

    private RejectedHeaders() {}
}
