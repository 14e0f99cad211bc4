package dev.memtrace.arc;

/** Talks to Arc servers. Thread-safe; calls block. */
public interface ArcClient extends AutoCloseable {
    /**
     * Writes a batch. Arc's yes means that the rows are in its memory, not that they will survive.
     */
    WriteOutcome write(ArcBinding binding, MemoryBatch batch);

    /**
     * Runs a query.
     *
     * @throws ArcException if there is no complete answer
     */
    QueryResult query(ArcBinding binding, String sql);

    /** Whether the server answers and says that it is ready. */
    boolean isReady(ArcBinding binding);

    @Override
    void close();
}
