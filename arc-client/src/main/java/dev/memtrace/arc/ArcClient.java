package dev.memtrace.arc;

import java.time.Duration;
import java.util.Optional;

/** Writes to, and asks, any Arc that it is given a binding to. Any thread may use it. */
public interface ArcClient extends AutoCloseable {

    /**
     * Sends the batch once. {@code Accepted} means that Arc took it into memory, which is no proof:
     * only reading it back is.
     */
    WriteOutcome write(ArcBinding binding, MemoryBatch batch);

    /**
     * Asks once.
     *
     * @param sql one SELECT, all untrusted text in it from {@link Sql}
     * @throws ArcException if there is no whole answer
     * @throws SqlTooLongException if Arc would not read that much
     */
    QueryResult query(ArcBinding binding, String sql);

    /** Whether Arc has started and takes requests. */
    boolean isReady(ArcBinding binding);

    /** How long ago Arc started; empty if it does not say. */
    Optional<Duration> uptime(ArcBinding binding);

    @Override
    void close();
}
