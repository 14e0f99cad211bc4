package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.MemoryBatch;
import dev.memtrace.arc.QueryResult;
import dev.memtrace.arc.WriteOutcome;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** The way to a real Arc, on which the sink dies now and then: before a call or after it. */
record MortalArc(ArcClient arc, Fate fate) implements ArcClient {

    /** Says at every turn whether the sink lives on. */
    interface Fate {
        /** Returns, or throws {@link Killed}. */
        void decide();
    }

    /** No code catches it: everything ends where it stands. */
    static final class Killed extends Error {
        @Serial private static final long serialVersionUID = 1L;
    }

    @Override
    public WriteOutcome write(ArcBinding binding, MemoryBatch batch) {
        fate.decide();
        var outcome = arc.write(binding, batch);
        fate.decide();
        return outcome;
    }

    @Override
    public QueryResult query(ArcBinding binding, String sql) {
        fate.decide();
        var result = arc.query(binding, sql);
        fate.decide();
        return result;
    }

    @Override
    public boolean isReady(ArcBinding binding) {
        return arc.isReady(binding);
    }

    @Override
    public Optional<Duration> uptime(ArcBinding binding) {
        return arc.uptime(binding);
    }

    @Override
    public void close() {
        arc.close();
    }
}
