package dev.memtrace.core.directory;

import dev.memtrace.core.service.ApiException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few platform threads that read the directory's file, each with a connection at a time, because
 * native calls would hold the carriers of virtual threads. Thread-safe.
 */
final class DirectoryReaders implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryReaders.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Questions that wait for a thread; more are refused. */
    private static final int WAITING_MAX = 1_000;

    private final Path file;
    private final FileGate gate;
    private final Consumer<String> damage;
    private final ExecutorService threads;

    /** Connections that nobody uses now. */
    private final Deque<DirectoryReader> idle = new ArrayDeque<>();

    /**
     * @param damage is told what is wrong with the file, if anything is
     */
    DirectoryReaders(Path file, FileGate gate, String name, int count, Consumer<String> damage) {
        this.file = file;
        this.gate = gate;
        this.damage = damage;
        this.threads =
                new ThreadPoolExecutor(
                        count,
                        count,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING_MAX),
                        Thread.ofPlatform().name(name, 0).daemon().factory());
        gate.onLeave(this::closeIdle);
    }

    /**
     * The answer to {@code question}.
     *
     * @throws ApiException 503, if the file does not give it now
     */
    <T> T read(Function<DirectoryReader, T> question) {
        try {
            return threads.submit(() -> askInside(question)).get();
        } catch (RejectedExecutionException e) {
            throw ApiException.overloaded(
                    "the directory is asked too much at once; try again", RETRY_AFTER);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException told) {
                throw told;
            }
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private ApiException failed(Throwable cause) {
        if (cause instanceof DirectoryException failure && failure.isDamage()) {
            damage.accept(failure.getMessage());
        }
        LOGGER.atError().setCause(cause).log("the directory could not be read");
        return ApiException.unavailable("the directory could not be read; try again", RETRY_AFTER);
    }

    private <T> T askInside(Function<DirectoryReader, T> question) {
        if (!gate.enter()) {
            throw ApiException.unavailable(
                    "the directory is being made anew; try again", RETRY_AFTER);
        }
        try {
            return ask(question);
        } finally {
            gate.leave();
        }
    }

    private <T> T ask(Function<DirectoryReader, T> question) {
        var mine = take();
        T answer;
        try {
            answer = question.apply(mine);
        } catch (RuntimeException e) {
            mine.close();
            throw e;
        }
        synchronized (idle) {
            idle.push(mine);
        }
        return answer;
    }

    private DirectoryReader take() {
        synchronized (idle) {
            var mine = idle.poll();
            if (mine != null) {
                return mine;
            }
        }
        return DirectoryReader.open(file);
    }

    private void closeIdle() {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                try {
                    idle.pop().close();
                } catch (DirectoryException e) {
                    LOGGER.atWarn().setCause(e).log("a reader of the directory did not close");
                }
            }
        }
    }

    @Override
    public void close() {
        threads.close();
        closeIdle();
    }
}
