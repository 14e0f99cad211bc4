package dev.memtrace.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.feeds.FeedOwners.Standing;
import dev.memtrace.inbox.FakeTenants;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class FeedOwnersTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final TopicPartition PARTITION = new TopicPartition("memtrace.directory", 0);

    private final FakeTenants tenants = new FakeTenants();
    private final Set<OrgId> made = new HashSet<>();
    private final ReadDirectory directory = new ReadDirectory();
    private final FeedOwners owners = new FeedOwners(tenants, directory, () -> made);

    /** A directory topic of which a test says how much is read. */
    private static final class ReadDirectory implements FeedOwners.Directory {
        private final Deque<CompletableFuture<Map<TopicPartition, Long>>> asked =
                new ArrayDeque<>();
        private long read;

        @Override
        public CompletableFuture<Map<TopicPartition, Long>> end() {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        }

        @Override
        public boolean hasReached(Map<TopicPartition, Long> ends) {
            return ends.get(PARTITION) <= read;
        }
    }

    @Test
    void an_org_is_served_when_its_feed_is_there() {
        tenants.add(ORG);
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);

        made.add(ORG);

        assertThat(owners.standing(ORG)).isEqualTo(Standing.SERVED);
        assertThat(directory.asked).isEmpty();
    }

    @Test
    void an_unknown_org_is_deleted_once_all_of_the_directory_is_read() {
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);
        directory.asked.getFirst().complete(Map.of(PARTITION, 7L));
        directory.read = 6;
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);

        directory.read = 7;

        assertThat(owners.standing(ORG)).isEqualTo(Standing.DELETED);
        assertThat(owners.standing(ORG)).isEqualTo(Standing.DELETED);
        assertThat(directory.asked).hasSize(1);
    }

    @Test
    void an_org_that_is_heard_of_meanwhile_is_not_deleted() {
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);
        directory.asked.getFirst().complete(Map.of(PARTITION, 7L));
        directory.read = 7;
        tenants.add(ORG);
        made.add(ORG);

        assertThat(owners.standing(ORG)).isEqualTo(Standing.SERVED);
    }

    @Test
    void an_org_of_a_deleted_ones_id_is_served() {
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);
        directory.asked.getFirst().complete(Map.of(PARTITION, 0L));
        assertThat(owners.standing(ORG)).isEqualTo(Standing.DELETED);
        tenants.add(ORG);
        made.add(ORG);
        assertThat(owners.standing(ORG)).isEqualTo(Standing.SERVED);

        tenants.remove(ORG);

        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED); // until that is certain, too
    }

    @Test
    void kafka_is_asked_again_if_it_does_not_say_where_the_directory_ends() {
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);
        directory.asked.getFirst().completeExceptionally(new KafkaException("away"));
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);
        assertThat(owners.standing(ORG)).isEqualTo(Standing.AWAITED);
        assertThat(directory.asked).hasSize(2);

        directory.asked.getLast().complete(Map.of(PARTITION, 0L));

        assertThat(owners.standing(ORG)).isEqualTo(Standing.DELETED);
    }
}
