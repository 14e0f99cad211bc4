package dev.memtrace.core.directory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps readers away from the directory's file while it is made anew. SQLite finds what it keeps
 * beside a file by name, so nobody may have the old one open when a new one takes its name.
 */
final class FileGate {
    /** A fair one, so that readers who keep coming do not keep the writer out. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);

    private final List<Runnable> leaving = new CopyOnWriteArrayList<>();

    /** Has {@code closing} close what its owner has open, when all are to leave. */
    void onLeave(Runnable closing) {
        leaving.add(closing);
    }

    /** Whether the file may be read; then {@link #leave} must follow, on the same thread. */
    boolean enter() {
        try {
            // The one without a time would pass by a writer who waits.
            return lock.readLock().tryLock(0, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void leave() {
        lock.readLock().unlock();
    }

    /** Returns when nobody reads and nothing is open; nobody comes in before {@link #open}. */
    void shut() {
        if (!lock.isWriteLockedByCurrentThread()) {
            lock.writeLock().lock();
        }
        leaving.forEach(Runnable::run);
    }

    /** On the thread that shut it; does nothing if it is open. */
    void open() {
        if (lock.isWriteLockedByCurrentThread()) {
            lock.writeLock().unlock();
        }
    }
}
