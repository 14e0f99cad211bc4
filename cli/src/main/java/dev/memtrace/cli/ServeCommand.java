package dev.memtrace.cli;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.service.Shutdown;
import dev.memtrace.dedup.DedupService;
import dev.memtrace.inbox.InboxService;
import dev.memtrace.ingest.IngestService;
import dev.memtrace.query.QueryService;
import dev.memtrace.sink.SinkService;
import java.time.Clock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memtrace serve}: one service as a process of its own, against a Kafka cluster and Arc. */
@Command(
        name = "serve",
        description =
                "Starts one service, against the Kafka and Arc that memtrace.toml or MEMTRACE_* name.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {
    /** What can be served alone. */
    enum Service {
        ingest,
        inbox,
        dedup,
        sink,
        query
    }

    @Parameters(paramLabel = "SERVICE", description = "${COMPLETION-CANDIDATES}")
    private Service service;

    @Option(
            names = "--port",
            description = "where to listen; default 9100, or server.port of memtrace.toml")
    private Integer port;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        var settings = Settings.load(System.getenv());
        if (port != null) {
            settings.with("server.port", String.valueOf(port));
        }
        Logging.toConsole(settings);
        var clock = Clock.systemUTC();
        switch (service) {
            case ingest -> {
                var ingest = IngestService.start(settings, clock);
                ingest.firstKey()
                        .ifPresent(
                                key -> {
                                    if (settings.optionalText("auth.bootstrap_key").isEmpty()) {
                                        say(
                                                "admin API key of org_default, shown only this once: "
                                                        + key);
                                    }
                                });
                await(ingest, ingest.port());
            }
            case inbox -> await(InboxService.start(settings, clock));
            case dedup -> await(DedupService.start(settings, clock));
            case sink -> await(SinkService.start(settings, clock));
            case query -> await(QueryService.start(settings, clock));
        }
    }

    private void await(RunningService running) {
        await(running, running.port());
    }

    private void await(AutoCloseable running, int listening) {
        say("memtrace " + service + " is ready on port " + listening);
        Shutdown.await(running);
    }

    private void say(String line) {
        var out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
