package dev.memtrace.dedup;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** dedup-stream as a process of its own, with a port for health and metrics. */
public final class DedupService implements AutoCloseable {
    private final Closing closing;
    private final ApiServer server;

    private DedupService(Closing closing, ApiServer server) {
        this.closing = closing;
        this.server = server;
    }

    /** Opens everything in order; closing undoes it in reverse. */
    public static DedupService start(Settings settings, Clock clock) {
        var config = DedupConfig.from(settings);
        var serverConfig = ServerConfig.from(settings);
        settings.throwIfAnyProblem();
        var closing = new Closing();
        try {
            new TopicProvisioner(config.kafka()).provision();
            var service = closing.add(DedupStream.start(config));
            var routes =
                    HealthRoutes.of(
                            clock,
                            service::isRunning,
                            Map::of,
                            () -> service.metrics().exposition());
            var server = closing.add(ApiServer.start(serverConfig, routes, _ -> Optional.empty()));
            return new DedupService(closing, server);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        closing.close();
    }
}
