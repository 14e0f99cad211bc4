package dev.memtrace.standalone;

import dev.memtrace.core.service.Closing;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A part that has its place in the order of closing before it is started. Started and closed by one
 * thread, asked by any.
 */
final class Late<T extends AutoCloseable> implements AutoCloseable {
    private final Supplier<T> starting;
    private final Closing closing = new Closing();
    private volatile Optional<T> started = Optional.empty();

    Late(Supplier<T> starting) {
        this.starting = starting;
    }

    void start() {
        started = Optional.of(closing.add(starting.get()));
    }

    /** What it says, or {@code before} if it is not started yet. */
    <R> R ask(Function<T, R> question, R before) {
        return started.map(question).orElse(before);
    }

    @Override
    public void close() {
        closing.close();
    }
}
