package dev.memtrace.core.wire;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Makes and removes the inboxes of orgs, see {@link Topics#inbox}. Thread-safe. */
public final class InboxTopics {
    private static final Duration KEPT = Duration.ofDays(7);

    /** Of a batch of records, compressed; what one of them may have is told where it is read. */
    private static final int BATCH_BYTES_MAX = 1024 * 1024 + 64 * 1024;

    private final Admin admin;
    private final KafkaConfig kafka;

    /** Neither opens nor closes anything. */
    public InboxTopics(Admin admin, KafkaConfig kafka) {
        this.admin = admin;
        this.kafka = kafka;
    }

    /**
     * The inboxes, to be looked after.
     *
     * @param partitions of those that are made
     */
    public OrgTopics topics(int partitions) {
        return new OrgTopics(admin, org -> topic(org, partitions), kafka.topics()::inboxOwner);
    }

    /**
     * The orgs that have an inbox.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public Set<OrgId> owners() {
        return topics(1).owners();
    }

    /**
     * Makes those that are missing.
     *
     * @param partitions of those that are made; the others stay as they are
     * @throws KafkaUnavailableException if one could not be made; the others may be
     */
    public void create(Collection<OrgId> orgs, int partitions) {
        topics(partitions).create(orgs);
    }

    /**
     * Deletes the org's inbox with all that is in it.
     *
     * @return whether there was one
     * @throws KafkaUnavailableException if Kafka did not do it
     */
    public boolean delete(OrgId org) {
        return topics(1).delete(org);
    }

    private NewTopic topic(OrgId org, int partitions) {
        var settings = new HashMap<>(TopicProvisioner.keptFor(KEPT));
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(BATCH_BYTES_MAX));
        settings.put(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(kafka.minInsyncReplicas()));
        return new NewTopic(
                        kafka.topics().inbox(org), partitions, (short) kafka.replicationFactor())
                .configs(settings);
    }

    /**
     * Whether anybody reads the org's inbox. One that is deleted while somebody does holds up all
     * the others of its reader for seconds.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public boolean isRead(OrgId org) {
        var inbox = kafka.topics().inbox(org);
        return readers().stream()
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .anyMatch(partition -> partition.topic().equals(inbox));
    }

    /**
     * Whether any inbox-stream runs.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public boolean areRead() {
        return !readers().isEmpty();
    }

    private Collection<MemberDescription> readers() {
        var group = kafka.topics().inboxGroup();
        try {
            return KafkaFutures.await(
                            admin.describeConsumerGroups(Set.of(group))
                                    .describedGroups()
                                    .get(group),
                            "looking who reads inboxes")
                    .members();
        } catch (KafkaUnavailableException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Set.of(); // nobody ever has
            }
            throw e;
        }
    }
}
