package dev.memtrace.sink;

import dev.memtrace.arc.DirectoryBindings;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.FollowedTenants;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import java.time.Clock;
import java.util.Optional;

/** arc-sink as a process of its own, with a port for health and metrics. */
public final class SinkService {
    private SinkService() {}

    /** Opens everything in order; closing undoes it in reverse. */
    public static RunningService start(Settings settings, Clock clock) {
        var config = SinkConfig.from(settings);
        var serverConfig = ServerConfig.from(settings);
        var masterKey = MasterKey.from(settings);
        settings.throwIfAnyProblem();
        return RunningService.open(
                parts -> {
                    new TopicProvisioner(config.kafka()).provision();
                    var tenants = parts.add(FollowedTenants.start(config.kafka(), clock));
                    var bindings = DirectoryBindings.of(tenants, masterKey, config.arc());
                    var sink = parts.add(ArcSink.start(config, bindings, clock));
                    var routes =
                            HealthRoutes.of(
                                    clock,
                                    () -> sink.isAlive() && tenants.isFollowing(),
                                    HealthRoutes.Tenancy.UNKNOWN,
                                    () -> sink.metrics().exposition() + tenants.metrics());
                    return parts.add(ApiServer.start(serverConfig, routes, _ -> Optional.empty()));
                });
    }
}
