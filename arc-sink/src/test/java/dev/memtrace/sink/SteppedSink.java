package dev.memtrace.sink;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import java.time.Clock;
import java.time.Duration;

/** A sink on a real broker that moves when it is told to. One thread. */
final class SteppedSink implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpArcClient arc;
    private final SinkClients clients;
    private final SinkLoop loop;
    private SinkState state;

    SteppedSink(SinkConfig config, ArcBindings bindings) {
        long logEpoch = ArcSink.logEpoch(config.kafka());
        var metrics = new SinkMetrics();
        arc = new HttpArcClient(config.arc().client());
        clients = SinkClients.open(config, logEpoch);
        var arcs = Arcs.of(bindings, arc, logEpoch, metrics);
        loop = new SinkLoop(clients, arcs, config, logEpoch, metrics, Clock.systemUTC());
        state = loop.begin();
    }

    SinkState step() {
        state = loop.step(state);
        return state;
    }

    void stepUntil(Class<? extends SinkState> wanted) {
        long start = System.nanoTime();
        while (!wanted.isInstance(step())) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("never " + wanted.getSimpleName() + ", but " + state);
            }
        }
    }

    @Override
    public void close() {
        clients.close();
        arc.close();
    }
}
