package dev.memtrace.sink;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.wire.LogEpoch;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A sink on a real broker that moves when it is told to, calls to Arc included. One thread. */
final class SteppedSink implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpArcClient arc;
    private final SinkClients clients;
    private final SinkLoop loop;

    SteppedSink(SinkConfig config, ArcBindings bindings) {
        long logEpoch = LogEpoch.of(config.kafka());
        var metrics = new SinkMetrics();
        var steady = new SteadyClock();
        arc = new HttpArcClient(config.arc().client());
        clients = SinkClients.open(config, logEpoch);
        var work = new ArcWork(arc, config, logEpoch, metrics, Clock.systemUTC(), steady);
        var arcs = new Arcs(bindings, work, logEpoch, Runnable::run);
        loop = new SinkLoop(clients, config, arcs, metrics, steady);
        loop.begin();
    }

    void step() {
        loop.step();
    }

    void stepUntil(BooleanSupplier isReached) {
        long start = System.nanoTime();
        while (!isReached.getAsBoolean()) {
            step();
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("not reached within " + PATIENCE);
            }
        }
    }

    @Override
    public void close() {
        clients.close();
        arc.close();
    }
}
