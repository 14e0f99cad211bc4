package dev.memtrace.dedup;

import dev.memtrace.core.config.Settings;

/** A dedup-stream in a process of its own, there to be killed. */
final class DedupMain {
    private DedupMain() {}

    public static void main(String[] args) {
        var settings = Settings.load(System.getenv());
        var config = DedupConfig.from(settings);
        settings.throwIfAnyProblem();
        var stream = DedupStream.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(stream::close));
    }
}
