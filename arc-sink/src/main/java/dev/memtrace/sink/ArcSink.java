package dev.memtrace.sink;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.LogEpoch;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running arc-sink: a thread that runs one {@link SinkLoop} after another, should one fail. */
public final class ArcSink implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ArcSink.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Closing closing;
    private final Supplier<SinkLoop> loops;
    private final SinkMetrics metrics;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private volatile SinkLoop loop;
    private Thread thread;

    private ArcSink(Closing closing, Supplier<SinkLoop> loops, SinkMetrics metrics) {
        this.closing = closing;
        this.loops = loops;
        this.metrics = metrics;
    }

    /**
     * Opens everything in order; closing the sink undoes it in reverse. The topics must be there.
     *
     * @param bindings asked for each batch and org; memories of an org that has none wait in the
     *     log
     */
    public static ArcSink start(SinkConfig config, ArcBindings bindings, Clock clock) {
        var closing = new Closing();
        try {
            var arc = closing.add(new HttpArcClient(config.arc().client()));
            var metrics = new SinkMetrics();
            long logEpoch = LogEpoch.of(config.kafka());
            var steady = new SteadyClock();
            var threads = closing.add(Executors.newVirtualThreadPerTaskExecutor());
            AutoCloseable interruptAll = threads::shutdownNow; // closing alone would wait for them
            var _ = closing.add(interruptAll);
            var work = new ArcWork(arc, config, logEpoch, metrics, clock, steady);
            var arcs = new Arcs(bindings, work, logEpoch, threads);
            var sink =
                    new ArcSink(
                            closing,
                            () ->
                                    new SinkLoop(
                                            SinkClients.open(config, logEpoch),
                                            config,
                                            arcs,
                                            metrics,
                                            steady),
                            metrics);
            sink.thread = Thread.ofPlatform().name("arc-sink").start(sink::runLoops);
            return sink;
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private void runLoops() {
        while (stopRequested.getCount() > 0) {
            try {
                loop = loops.get();
                if (stopRequested.getCount() == 0) {
                    loop.stop(); // asked between our look and the loop's birth
                }
                loop.run();
            } catch (RuntimeException e) {
                LOGGER.atError()
                        .setCause(e)
                        .log("the sink failed and begins again at its last commit");
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

    /** Whether the loop turns; a sink that waits for Arc is alive. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    public SinkMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        stopRequested.countDown();
        if (loop != null) {
            loop.stop();
        }
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closing.close();
    }
}
