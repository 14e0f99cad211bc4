package dev.memtrace.cli.faults;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/** Who is in the sink's group, as an operator sees to it. Thread-safe. */
final class Members implements AutoCloseable {
    private final Admin admin;
    private final String group;

    private Members(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    static Members of(KafkaConfig kafka) {
        return new Members(Admin.create(kafka.clientProperties()), kafka.topics().sinkGroup());
    }

    /** Else its partitions would wait for it until its session is over, 45 s. */
    void remove(String instanceId) {
        var members =
                new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(instanceId)));
        KafkaFutures.await(
                admin.removeMembersFromConsumerGroup(group, members).all(), "removing a member");
    }

    @Override
    public void close() {
        admin.close();
    }
}
