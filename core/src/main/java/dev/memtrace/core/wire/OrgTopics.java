package dev.memtrace.core.wire;

import dev.memtrace.core.memory.OrgId;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Topics of one kind, of which every org has one: finds, makes and removes them. Thread-safe. */
public final class OrgTopics {
    private final Admin admin;
    private final Function<OrgId, NewTopic> shape;
    private final Function<String, Optional<OrgId>> owner;

    /**
     * Neither opens nor closes anything.
     *
     * @param shape name and settings of an org's topic
     * @param owner whose topic has this name; empty for topics of other kinds
     */
    OrgTopics(
            Admin admin, Function<OrgId, NewTopic> shape, Function<String, Optional<OrgId>> owner) {
        this.admin = admin;
        this.shape = shape;
        this.owner = owner;
    }

    /**
     * The orgs that have one.
     *
     * @throws KafkaUnavailableException if Kafka does not say
     */
    public Set<OrgId> owners() {
        return KafkaFutures.await(admin.listTopics().names(), "listing the topics of orgs").stream()
                .flatMap(name -> owner.apply(name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Makes those that are missing; the others stay as they are.
     *
     * @throws KafkaUnavailableException if one could not be made; the others may be
     */
    public void create(Collection<OrgId> orgs) {
        TopicProvisioner.create(admin, orgs.stream().map(shape).toList());
    }

    /**
     * Deletes the org's topic with all that is in it.
     *
     * @return whether there was one
     * @throws KafkaUnavailableException if Kafka did not do it
     */
    public boolean delete(OrgId org) {
        var topic = shape.apply(org).name();
        try {
            KafkaFutures.await(admin.deleteTopics(Set.of(topic)).all(), "deleting " + topic);
            return true;
        } catch (KafkaUnavailableException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }
}
