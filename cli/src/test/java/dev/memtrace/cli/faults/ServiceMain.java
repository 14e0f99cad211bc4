package dev.memtrace.cli.faults;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.service.Shutdown;
import dev.memtrace.dedup.DedupService;
import dev.memtrace.ingest.IngestService;
import dev.memtrace.query.QueryService;
import dev.memtrace.sink.SinkService;
import java.nio.file.Path;

/** One service as {@code memtrace serve} runs it, with a clock that can be made to jump. */
final class ServiceMain {
    private ServiceMain() {}

    /**
     * @param args the service, and the file of its clock
     */
    public static void main(String[] args) {
        ParentWatch.start();
        var settings = Settings.load(System.getenv());
        var clock = ShiftedClock.at(Path.of(args[1]));
        switch (ServiceName.valueOf(args[0])) {
            case INGEST -> {
                var ingest = IngestService.start(settings, clock);
                await(ingest, ingest.port());
            }
            case DEDUP -> await(DedupService.start(settings, clock));
            case SINK -> await(SinkService.start(settings, clock));
            case QUERY -> await(QueryService.start(settings, clock));
        }
    }

    private static void await(RunningService service) {
        await(service, service.port());
    }

    private static void await(AutoCloseable service, int port) {
        System.out.println(Program.READY + port);
        Shutdown.await(service);
    }
}
