package dev.memtrace.arclocal;

import java.util.concurrent.atomic.AtomicLong;

/** Stores every batch before its request is answered. */
final class ImmediateIntake implements Intake {
    private final Databases databases;
    private final Faults faults;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong inserts = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    ImmediateIntake(Databases databases, Faults faults) {
        this.databases = databases;
        this.faults = faults;
    }

    @Override
    public void accept(Arrival arrival) {
        if (faults.isDiskFull()) {
            errors.incrementAndGet();
            throw ArcFailure.diskFull();
        }
        for (var batch : arrival.batches()) {
            try {
                databases.forWriting(arrival.database()).insert(batch);
            } catch (EngineException e) {
                errors.incrementAndGet();
                throw new ArcFailure(500, "Failed to write records: " + e.getMessage(), e);
            }
            rows.addAndGet(batch.rows());
            inserts.incrementAndGet();
        }
    }

    @Override
    public void flush() {}

    @Override
    public Counts counts() {
        return new Counts(rows.get(), rows.get(), inserts.get(), errors.get(), 0);
    }

    @Override
    public void crash() {}

    @Override
    public void close() {}
}
