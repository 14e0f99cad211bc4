package dev.memtrace.inbox;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.FollowedTenants;
import dev.memtrace.core.service.ApiServer;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.RunningService;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.feeds.FeedConfig;
import dev.memtrace.feeds.FeedMirror;
import java.time.Clock;
import java.util.Optional;

/** inbox-stream as a process of its own, feeds included, with a port for health and metrics. */
public final class InboxService {
    private InboxService() {}

    /** Opens everything in order; closing undoes it in reverse. */
    public static RunningService start(Settings settings, Clock clock) {
        var config = InboxConfig.from(settings);
        var feedConfig = FeedConfig.from(settings);
        var serverConfig = ServerConfig.from(settings);
        settings.throwIfAnyProblem();
        return RunningService.open(
                parts -> {
                    new TopicProvisioner(config.kafka()).provision();
                    var tenants = parts.add(FollowedTenants.start(config.kafka(), clock));
                    var inbox = parts.add(InboxStream.start(config, tenants, clock));
                    var feeds = feeds(feedConfig, tenants, clock).map(parts::add);
                    var routes =
                            HealthRoutes.of(
                                    clock,
                                    () ->
                                            inbox.isAlive()
                                                    && feeds.map(FeedMirror::isAlive).orElse(true)
                                                    && tenants.isFollowing(),
                                    HealthRoutes.Tenancy.UNKNOWN,
                                    () ->
                                            inbox.metrics().exposition()
                                                    + feeds.map(it -> it.metrics().exposition())
                                                            .orElse("")
                                                    + tenants.metrics());
                    return parts.add(ApiServer.start(serverConfig, routes, _ -> Optional.empty()));
                });
    }

    private static Optional<FeedMirror> feeds(
            FeedConfig config, FollowedTenants tenants, Clock clock) {
        return config.isPerOrg()
                ? Optional.of(FeedMirror.start(config, tenants, tenants::hasReached, clock))
                : Optional.empty();
    }
}
