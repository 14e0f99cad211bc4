package dev.memtrace.ingest;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.Authentication;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.OrgQuotas;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.OpenApiDocument;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;

/** ingest-api as a process of its own. */
public final class IngestService implements AutoCloseable {
    private final Closing closing;
    private final ApiServer server;
    private final Optional<String> firstKey;

    private IngestService(Closing closing, ApiServer server, Optional<String> firstKey) {
        this.closing = closing;
        this.server = server;
        this.firstKey = firstKey;
    }

    /**
     * Opens everything in order; closing undoes it in reverse. Waits for dedup-stream if it must
     * found org_default.
     */
    public static IngestService start(Settings settings, Clock clock) {
        var config = IngestConfig.from(settings);
        var serverConfig = ServerConfig.from(settings);
        settings.throwIfAnyProblem();
        var closing = new Closing();
        try {
            new TopicProvisioner(config.kafka()).provision();
            var directory =
                    closing.add(
                            DirectoryReplica.start(config.kafka(), config.directoryFile(), clock));
            var quotas = new OrgQuotas(directory);
            var ingest = closing.add(IngestApi.start(config, directory, quotas, clock));
            var routes = new ArrayList<>(ingest.routes());
            routes.addAll(
                    HealthRoutes.of(
                            clock,
                            () -> ingest.isReady() && directory.isFollowing(),
                            HealthRoutes.Tenancy.UNKNOWN,
                            () -> ingest.metrics() + quotas.metrics() + directory.metrics()));
            routes.add(OpenApiDocument.route());
            var server =
                    closing.add(
                            ApiServer.start(
                                    serverConfig,
                                    routes,
                                    Authentication.of(serverConfig, directory, clock),
                                    quotas));
            return new IngestService(closing, server, ingest.firstKey());
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /** See {@link IngestApi#firstKey}. */
    public Optional<String> firstKey() {
        return firstKey;
    }

    @Override
    public void close() {
        closing.close();
    }
}
