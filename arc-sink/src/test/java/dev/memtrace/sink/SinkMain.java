package dev.memtrace.sink;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.core.config.Settings;
import java.time.Clock;
import java.util.Optional;

/** A sink in a process of its own, there to be killed. */
final class SinkMain {
    private SinkMain() {}

    public static void main(String[] args) {
        var config = SinkConfig.from(Settings.load(System.getenv()));
        // Nobody's memories but those of org_a have somewhere to go.
        var shared = Optional.of(config.arc().shared().orElseThrow());
        ArcBindings bindings = org -> org.value().equals("org_a") ? shared : Optional.empty();
        var sink = ArcSink.start(config, bindings, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(sink::close));
    }
}
