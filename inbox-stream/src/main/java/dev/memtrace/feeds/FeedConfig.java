package dev.memtrace.feeds;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;

/**
 * Whether and how accepted memories are mirrored to the feeds of their orgs.
 *
 * @param isPerOrg whether they are
 * @param instanceId names this instance for good, so that after a crash it takes its own place
 *     again at once; the one of inbox-stream, which it is a part of
 */
public record FeedConfig(KafkaConfig kafka, boolean isPerOrg, String instanceId) {
    public FeedConfig {
        requireNonNull(kafka, "kafka");
        requireNonNull(instanceId, "instanceId");
    }

    public static FeedConfig from(Settings settings) {
        return new FeedConfig(
                KafkaConfig.from(settings),
                settings.flag("feeds.per_org", false),
                settings.nonEmptyText("inbox.instance_id", "inbox-1"));
    }
}
