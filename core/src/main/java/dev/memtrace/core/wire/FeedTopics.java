package dev.memtrace.core.wire;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.HashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** What the feeds of orgs are like, see {@link Topics#feed}. */
public final class FeedTopics {
    /** As long as what they mirror. */
    private static final Duration KEPT = Duration.ofDays(7);

    private FeedTopics() {}

    /** Neither opens nor closes anything. */
    public static OrgTopics of(Admin admin, KafkaConfig kafka) {
        return new OrgTopics(admin, org -> topic(kafka, org), kafka.topics()::feedOwner);
    }

    private static NewTopic topic(KafkaConfig kafka, OrgId org) {
        var settings = new HashMap<>(TopicProvisioner.keptFor(KEPT));
        // The mirror gives each record the time at which the broker took it as accepted. That is a
        // broker's clock, too, and what comes late is not kept longer for it.
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        settings.put(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(TopicProvisioner.RECORD_BYTES_MAX));
        settings.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(kafka.minInsyncReplicas()));
        return new NewTopic(
                        kafka.topics().feed(org),
                        kafka.partitions(),
                        (short) kafka.replicationFactor())
                .configs(settings);
    }
}
