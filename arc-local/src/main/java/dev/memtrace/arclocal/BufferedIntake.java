package dev.memtrace.arclocal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Answers first and stores later, as Arc does; for tests.
 *
 * <p>One buffer per measurement. Everything happens under one lock, so a flush is complete when it
 * returns, which is more than Arc promises.
 */
final class BufferedIntake implements Intake {
    private final Databases databases;
    private final Habits.Buffered habits;
    private final Optional<ReplayJournal> journal;
    private final Faults faults;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Buffer> buffers = new HashMap<>();
    private long buffered;
    private long written;
    private long flushes;
    private long errors;
    private boolean isCrashed;

    /** A buffer belongs to one measurement of one database. */
    private record Key(String database, String measurement) {}

    /** Rows that wait; all batches have one signature. */
    private static final class Buffer {
        private final List<ColumnBatch> batches = new ArrayList<>();
        private int rows;
    }

    BufferedIntake(
            Databases databases,
            Habits.Buffered habits,
            Optional<ReplayJournal> journal,
            Faults faults,
            ScheduledExecutorService timer) {
        this.databases = databases;
        this.habits = habits;
        this.journal = journal;
        this.faults = faults;
        this.timer = timer;
    }

    @Override
    public void accept(Arrival arrival) {
        lock.lock();
        try {
            if (isCrashed) {
                throw new ArcFailure(503, "Shutting down");
            }
            journal.ifPresent(it -> it.append(arrival.database(), arrival.body()));
            for (var batch : arrival.batches()) {
                buffer(new Key(arrival.database(), batch.measurement()), batch);
            }
        } finally {
            lock.unlock();
        }
    }

    private void buffer(Key key, ColumnBatch batch) {
        var waiting = buffers.get(key);
        if (waiting != null && !waiting.batches.getFirst().signature().equals(batch.signature())) {
            // Other columns: what waits is stored within this request, which may fail of it.
            if (!flush(key, waiting)) {
                throw ArcFailure.diskFull();
            }
        }
        var buffer = buffers.get(key);
        if (buffer == null) {
            var fresh = new Buffer();
            buffer = fresh;
            buffers.put(key, fresh);
            var _ =
                    timer.schedule(
                            () -> flushIfStillThere(key, fresh),
                            habits.age().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
        buffer.batches.add(batch);
        buffer.rows += batch.rows();
        buffered += batch.rows();
        if (buffer.rows >= habits.rowsMax()) {
            var _ = flush(key, buffer); // a task of its own in Arc: this request is answered 204
        }
    }

    private void flushIfStillThere(Key key, Buffer buffer) {
        lock.lock();
        try {
            if (buffers.get(key) == buffer) {
                var _ = flush(key, buffer);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stores what waits, or drops it if the disk is full: Arc keeps nothing for a second try. */
    private boolean flush(Key key, Buffer buffer) {
        buffers.remove(key);
        flushes++;
        if (faults.isDiskFull()) {
            errors++;
            return false;
        }
        for (var batch : buffer.batches) {
            try {
                databases.forWriting(key.database()).insert(batch);
                written += batch.rows();
            } catch (EngineException _) {
                errors++; // Arc loses these rows in silence, too; only the counter tells
            }
        }
        return true;
    }

    private boolean flushAll() {
        boolean isStored = true;
        for (var one : Map.copyOf(buffers).entrySet()) {
            isStored &= flush(one.getKey(), one.getValue());
        }
        return isStored;
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            if (!flushAll()) {
                throw ArcFailure.diskFull();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Counts counts() {
        lock.lock();
        try {
            return new Counts(buffered, written, flushes, errors, buffers.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void crash() {
        lock.lock();
        try {
            isCrashed = true;
            buffers.clear();
            journal.ifPresent(ReplayJournal::crash);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            var _ = flushAll();
            isCrashed = true;
            journal.ifPresent(ReplayJournal::delete);
        } finally {
            lock.unlock();
        }
    }
}
