package dev.memtrace.core.directory;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A few platform threads that read the directory's file, each with a connection at a time, because
 * native calls would hold the carriers of virtual threads. Thread-safe.
 */
final class DirectoryReaders implements AutoCloseable {
    private final Path file;
    private final ExecutorService threads;

    /** Connections that nobody uses now. */
    private final Deque<Idle> idle = new ArrayDeque<>();

    /** How many files there have been under this name. */
    private int generation;

    private record Idle(DirectoryReader reader, int generation) {}

    DirectoryReaders(Path file, int count) {
        this.file = file;
        this.threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().name("directory-reader-", 0).daemon().factory());
    }

    /**
     * The answer to {@code question}.
     *
     * @throws DirectoryException if the file does not give it
     */
    <T> T read(Function<DirectoryReader, T> question) {
        try {
            return threads.submit(() -> ask(question)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DirectoryException failure) {
                throw failure;
            }
            throw new DirectoryException("the directory could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryException("interrupted while reading the directory", e);
        }
    }

    private <T> T ask(Function<DirectoryReader, T> question) {
        var mine = take();
        try {
            var answer = question.apply(mine.reader());
            giveBack(mine);
            return answer;
        } catch (RuntimeException e) {
            mine.reader().close();
            throw e;
        }
    }

    private Idle take() {
        int now;
        synchronized (idle) {
            var mine = idle.poll();
            if (mine != null) {
                return mine;
            }
            now = generation;
        }
        return new Idle(DirectoryReader.open(file), now);
    }

    private void giveBack(Idle mine) {
        synchronized (idle) {
            if (mine.generation() == generation) {
                idle.push(mine);
                return;
            }
        }
        mine.reader().close();
    }

    /** Another file has the name now. */
    void reopen() {
        synchronized (idle) {
            generation++;
            idle.forEach(old -> old.reader().close());
            idle.clear();
        }
    }

    @Override
    public void close() {
        threads.close();
        reopen();
    }
}
