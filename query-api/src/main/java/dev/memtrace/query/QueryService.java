package dev.memtrace.query;

import dev.memtrace.arc.DirectoryBindings;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.Authentication;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.OrgQuotas;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.OpenApiDocument;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;

/** query-api as a process of its own. */
public final class QueryService {
    private QueryService() {}

    /** Opens everything in order; closing undoes it in reverse. */
    public static RunningService start(Settings settings, Clock clock) {
        var kafka = KafkaConfig.from(settings);
        var serverConfig = ServerConfig.from(settings);
        var directoryFile =
                Path.of(settings.nonEmptyText("auth.db_path", "./data/memtrace-query.db"));
        var config = QueryApiConfig.from(settings);
        var masterKey = MasterKey.from(settings);
        settings.throwIfAnyProblem();
        return RunningService.open(
                parts -> {
                    new TopicProvisioner(kafka).provision();
                    var directory = parts.add(DirectoryReplica.start(kafka, directoryFile, clock));
                    var bindings = DirectoryBindings.of(directory, masterKey, config.arc());
                    var query =
                            parts.add(QueryApi.start(config, kafka, bindings, directory, clock));
                    var quotas = new OrgQuotas(directory);
                    var routes = new ArrayList<>(query.routes());
                    // Ready once it knows what was accepted of late: keys are known by then, and
                    // an Arc that is away is its org's trouble alone.
                    routes.addAll(
                            HealthRoutes.of(
                                    clock,
                                    () -> directory.isFollowing() && query.isReady(),
                                    query.tenancy(),
                                    () ->
                                            query.metrics()
                                                    + quotas.metrics()
                                                    + directory.metrics()));
                    routes.add(OpenApiDocument.route());
                    return parts.add(
                            ApiServer.start(
                                    serverConfig,
                                    routes,
                                    Authentication.of(serverConfig, directory, clock),
                                    quotas));
                });
    }
}
