package dev.memtrace.inbox;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.FollowedTenants;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import java.time.Clock;
import java.util.Optional;

/** inbox-stream as a process of its own, with a port for health and metrics. */
public final class InboxService {
    private InboxService() {}

    /** Opens everything in order; closing undoes it in reverse. */
    public static RunningService start(Settings settings, Clock clock) {
        var config = InboxConfig.from(settings);
        var serverConfig = ServerConfig.from(settings);
        settings.throwIfAnyProblem();
        return RunningService.open(
                parts -> {
                    new TopicProvisioner(config.kafka()).provision();
                    var tenants = parts.add(FollowedTenants.start(config.kafka(), clock));
                    var inbox = parts.add(InboxStream.start(config, tenants, clock));
                    var routes =
                            HealthRoutes.of(
                                    clock,
                                    () -> inbox.isAlive() && tenants.isFollowing(),
                                    HealthRoutes.Tenancy.UNKNOWN,
                                    () -> inbox.metrics().exposition() + tenants.metrics());
                    return parts.add(ApiServer.start(serverConfig, routes, _ -> Optional.empty()));
                });
    }
}
