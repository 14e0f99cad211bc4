package dev.memtrace.core.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs a loop, and another one after a moment, should it fail: for loops that lose
 * nothing because the next one goes on where the last commit was.
 */
public final class LoopRunner implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LoopRunner.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Supplier<? extends Loop> loops;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final Thread thread;
    private volatile Loop loop;

    /** One life of the loop. */
    public interface Loop extends Runnable {
        /** Has {@link #run} return soon; from any thread, also before it is called. */
        void stop();
    }

    private LoopRunner(String name, Supplier<? extends Loop> loops) {
        this.loops = loops;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::runLoops);
    }

    /**
     * Starts the thread.
     *
     * @param name of the thread and in log lines
     * @param loops makes a loop, on that thread
     */
    public static LoopRunner start(String name, Supplier<? extends Loop> loops) {
        var runner = new LoopRunner(name, loops);
        runner.thread.start();
        return runner;
    }

    private void runLoops() {
        while (stopRequested.getCount() > 0) {
            try {
                loop = loops.get();
                if (stopRequested.getCount() == 0) {
                    loop.stop(); // asked between our look and the loop's birth
                }
                loop.run();
            } catch (RuntimeException | Error e) { // whatever it was, the last commit stands
                LOGGER.atError()
                        .setCause(e)
                        .addKeyValue("loop", thread.getName())
                        .log("failed, and begins again at its last commit");
                pause();
            }
        }
    }

    private void pause() {
        try {
            var _ = stopRequested.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether loops are run; one that waits for another service is. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        stopRequested.countDown();
        var running = loop;
        if (running != null) {
            running.stop();
        }
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
