package dev.memtrace.cli.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of one seed, from its beginning on. Thread-safe. */
final class Timeline {
    private final long beganNanos = System.nanoTime();
    private final CountDownLatch over = new CountDownLatch(1);

    /** How long ago it began. */
    Duration now() {
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** Returns at that time after the beginning, or when all is over. */
    void await(Duration moment) {
        pause(moment.minus(now()));
    }

    /** Returns after that time, or when all is over. */
    void pause(Duration time) {
        try {
            var _ = over.await(time.toNanos(), TimeUnit.NANOSECONDS); // either is well
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }

    /** Nobody waits any more. */
    void end() {
        over.countDown();
    }

    boolean isOver() {
        return over.getCount() == 0;
    }
}
