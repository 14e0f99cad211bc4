package dev.memtrace.dedup;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import java.time.Clock;
import java.util.Optional;

/** dedup-stream as a process of its own, with a port for health and metrics. */
public final class DedupService {
    private DedupService() {}

    /** Opens everything in order; closing undoes it in reverse. */
    public static RunningService start(Settings settings, Clock clock) {
        var config = DedupConfig.from(settings);
        var serverConfig = ServerConfig.from(settings);
        settings.throwIfAnyProblem();
        return RunningService.open(
                parts -> {
                    new TopicProvisioner(config.kafka()).provision();
                    var stream = parts.add(DedupStream.start(config));
                    var routes =
                            HealthRoutes.of(
                                    clock,
                                    stream::isRunning,
                                    HealthRoutes.Tenancy.UNKNOWN,
                                    () -> stream.metrics().exposition());
                    return parts.add(ApiServer.start(serverConfig, routes, _ -> Optional.empty()));
                });
    }
}
