package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The orgs and their Arcs for a service that needs no more of the directory than that: read from
 * the topic at each start, kept in memory, and followed. Thread-safe.
 */
public final class FollowedTenants implements Tenants, AutoCloseable {
    private final TenantTable table;
    private final DirectoryFollower follower;

    private FollowedTenants(TenantTable table, DirectoryFollower follower) {
        this.table = table;
        this.follower = follower;
    }

    /** Returns once everything that the topic holds now is known. */
    public static FollowedTenants start(KafkaConfig kafka, Clock clock) {
        var table = new TenantTable();
        var nobody =
                new DirectoryListener() {
                    @Override
                    public void applied(List<DirectoryChange> changes) {
                        // The table shows them already.
                    }

                    @Override
                    public void replaced() {
                        // The table shows it already.
                    }
                };
        return new FollowedTenants(
                table, DirectoryFollower.start(kafka, TenantTable.KINDS, table, nobody, clock));
    }

    @Override
    public Optional<DirectoryEntry.Org> org(OrgId org) {
        return table.org(org);
    }

    @Override
    public Optional<DirectoryEntry.ArcInstance> arc(OrgId org) {
        return table.arc(org);
    }

    @Override
    public List<DirectoryEntry.Org> orgs() {
        return table.orgs();
    }

    @Override
    public List<DirectoryEntry.ArcInstance> arcs() {
        return table.arcs();
    }

    /** Whether these are as of these offsets of the topic, or later. */
    public boolean hasReached(Map<TopicPartition, Long> ends) {
        return follower.progress().hasReached(ends);
    }

    /** Whether changes arrive, as far as is known. */
    public boolean isFollowing() {
        return follower.isFollowing();
    }

    /** In the Prometheus exposition format. */
    public String metrics() {
        return follower.metrics().exposition();
    }

    @Override
    public void close() {
        follower.close();
    }
}
