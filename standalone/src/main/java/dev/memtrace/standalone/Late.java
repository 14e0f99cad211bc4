package dev.memtrace.standalone;

import dev.memtrace.sink.ArcSink;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A sink that has its place in the order of closing before it is started. Started and closed by one
 * thread.
 */
final class LateSink implements AutoCloseable {
    private final Supplier<ArcSink> starting;
    private volatile Optional<ArcSink> started = Optional.empty();

    LateSink(Supplier<ArcSink> starting) {
        this.starting = starting;
    }

    void start() {
        started = Optional.of(starting.get());
    }

    boolean isAlive() {
        return started.isPresent() && started.get().isAlive();
    }

    /** In the Prometheus exposition format; nothing before the start. */
    String metrics() {
        return started.map(sink -> sink.metrics().exposition()).orElse("");
    }

    @Override
    public void close() {
        started.ifPresent(ArcSink::close);
    }
}
