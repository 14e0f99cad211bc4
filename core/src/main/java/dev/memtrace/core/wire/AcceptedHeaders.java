package dev.memtrace.core.wire;

/** Headers on the accepted topic. */
public final class AcceptedHeaders {
    /**
     * Marks a memory that the sink refused before, and counted so, and that was put back: once it
     * is proven, one less is refused. The value says nothing.
     */
    public static final String REPLAYED_REFUSAL = "memtrace-replayed-refusal";

    private AcceptedHeaders() {}
}
