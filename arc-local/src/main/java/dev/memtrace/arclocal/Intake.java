package dev.memtrace.arclocal;

import java.util.List;

/** Takes decoded batches and decides when they are stored. Any thread may call it. */
sealed interface Intake extends AutoCloseable permits ImmediateIntake, BufferedIntake {

    /** What one request brought; {@code body} is what came over the wire. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Arrival(String database, List<ColumnBatch> batches, byte[] body) {}

    /** Returns when the request may be answered with 204. */
    void accept(Arrival arrival);

    /** Stores what waits, and returns when it is stored. */
    void flush();

    Counts counts();

    /** Forgets what waits, as a kill does. */
    void crash();

    /** Stores what waits. */
    @Override
    void close();

    /** Arc's counters of its buffer, since the start. */
    record Counts(long buffered, long written, long flushes, long errors, int activeBuffers) {}
}
