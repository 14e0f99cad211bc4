package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.core.config.Settings;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;

/** A sink in a process of its own, there to be killed. */
final class SinkMain {
    static final String OTHER_ARC = "OTHER_ARC";

    private SinkMain() {}

    private static ArcBinding binding(String url) {
        return new ArcBinding(URI.create(url), "memtrace", "events", "", 1);
    }

    public static void main(String[] args) {
        var config = SinkConfig.from(Settings.load(System.getenv()));
        // Those of org_a have the configured Arc, those of org_b another one, or none.
        var shared = config.arc().shared();
        var other = Optional.ofNullable(System.getenv(OTHER_ARC)).map(SinkMain::binding);
        ArcBindings bindings =
                org ->
                        switch (org.value()) {
                            case "org_a" -> shared;
                            case "org_b" -> other;
                            default -> Optional.empty();
                        };
        var sink = ArcSink.start(config, bindings, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(sink::close));
    }
}
