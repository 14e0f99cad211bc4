package dev.memtrace.sink;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.LoopRunner;
import dev.memtrace.core.wire.LogEpoch;
import java.time.Clock;
import java.util.concurrent.Executors;

/** The running arc-sink: one {@link SinkLoop} after another, should one fail. */
public final class ArcSink implements AutoCloseable {
    private final Closing closing;
    private final LoopRunner runner;
    private final SinkMetrics metrics;

    private ArcSink(Closing closing, LoopRunner runner, SinkMetrics metrics) {
        this.closing = closing;
        this.runner = runner;
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
            var runner =
                    closing.add(
                            LoopRunner.start(
                                    "arc-sink",
                                    () ->
                                            new SinkLoop(
                                                    SinkClients.open(config, logEpoch),
                                                    config,
                                                    arcs,
                                                    metrics,
                                                    steady)));
            return new ArcSink(closing, runner, metrics);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** Whether the loop turns; a sink that waits for Arc is alive. */
    public boolean isAlive() {
        return runner.isAlive();
    }

    public SinkMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        closing.close();
    }
}
