package dev.memtrace.sink;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.wire.LogEpoch;
import java.time.Clock;

/** A sink that dies by its fate: between two moves, or before or after a call to Arc or Kafka. */
final class MortalSink {
    private MortalSink() {}

    /** Returns when it is dead. What it knew is gone; its consumer does not leave the group. */
    static void live(SinkConfig config, ArcBindings bindings, MortalArc.Fate fate) {
        long logEpoch = LogEpoch.of(config.kafka());
        try (var arc = new MortalArc(new HttpArcClient(config.arc().client()), fate);
                var clients = SinkClients.open(config, logEpoch)) {
            var metrics = new SinkMetrics();
            var steady = new SteadyClock();
            var work = new ArcWork(arc, config, logEpoch, metrics, Clock.systemUTC(), steady);
            var arcs = new Arcs(bindings, work, logEpoch, Runnable::run);
            var loop =
                    new SinkLoop(MortalProducer.in(clients, fate), config, arcs, metrics, steady);
            loop.begin();
            while (true) {
                fate.decide();
                loop.step();
            }
        } catch (MortalArc.Killed _) {
            // The next life knows only what Kafka and Arc know.
        }
    }
}
