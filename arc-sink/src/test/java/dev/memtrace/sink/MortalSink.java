package dev.memtrace.sink;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import java.time.Clock;

/** A sink that dies by its fate: between two moves, or before or after a call to Arc or Kafka. */
final class MortalSink {
    private MortalSink() {}

    /** Returns when it is dead. What it knew is gone; its consumer does not leave the group. */
    static void live(SinkConfig config, ArcBindings bindings, MortalArc.Fate fate) {
        long logEpoch = ArcSink.logEpoch(config.kafka());
        try (var arc = new MortalArc(new HttpArcClient(config.arc().client()), fate);
                var clients = SinkClients.open(config, logEpoch)) {
            var metrics = new SinkMetrics();
            var loop =
                    new SinkLoop(
                            MortalProducer.in(clients, fate),
                            Arcs.of(bindings, arc, logEpoch, metrics),
                            config,
                            logEpoch,
                            metrics,
                            Clock.systemUTC());
            var state = loop.begin();
            while (true) {
                fate.decide();
                state = loop.step(state);
            }
        } catch (MortalArc.Killed _) {
            // The next life knows only what Kafka and Arc know.
        }
    }
}
