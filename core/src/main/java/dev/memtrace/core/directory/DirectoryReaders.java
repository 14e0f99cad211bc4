package dev.memtrace.core.directory;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A few platform threads that read the directory's file, each with a connection at a time.
 * Thread-safe.
 */
final class DirectoryReaders implements AutoCloseable {
    private final BlockingQueue<DirectoryStore> idle;
    private final ExecutorService threads;
    private final int count;

    DirectoryReaders(Path file, int count) {
        this.count = count;
        this.idle =
                new LinkedBlockingQueue<>(
                        IntStream.range(0, count)
                                .mapToObj(_ -> DirectoryStore.open(file))
                                .toList());
        this.threads =
                Executors.newFixedThreadPool(
                        count, Thread.ofPlatform().name("directory-reader-", 0).daemon().factory());
    }

    <T> T read(Function<DirectoryStore, T> question) {
        try {
            return threads.submit(
                            () -> {
                                // Never waits: there are as many stores as threads.
                                var store = idle.take();
                                try {
                                    return question.apply(store);
                                } finally {
                                    idle.add(store);
                                }
                            })
                    .get();
        } catch (ExecutionException e) {
            throw new DirectoryException("the directory could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DirectoryException("interrupted while reading the directory", e);
        }
    }

    @Override
    public void close() {
        threads.close();
        List.copyOf(idle).forEach(DirectoryStore::close);
        if (idle.size() != count) {
            throw new DirectoryException("a reader of the directory is still at work", null);
        }
    }
}
