package dev.memtrace.sink;

import dev.memtrace.core.config.Settings;
import java.time.Clock;

/** A sink in a process of its own, there to be killed. */
final class SinkMain {
    private SinkMain() {}

    public static void main(String[] args) {
        var config = SinkConfig.from(Settings.load(System.getenv()));
        var sink = ArcSink.start(config, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(sink::close));
    }
}
