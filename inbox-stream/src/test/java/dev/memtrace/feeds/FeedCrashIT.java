package dev.memtrace.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.directory.OrgTopicKeeper;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.FeedTopics;
import dev.memtrace.core.wire.GroupOffsets;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.inbox.FakeTenants;
import dev.memtrace.inbox.MortalClient;
import dev.memtrace.testkit.Broker;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The mirror dies again and again, at any call of its producer. */
final class FeedCrashIT {
    private static final List<OrgId> ORGS =
            List.of(new OrgId("org_a"), new OrgId("org_b"), new OrgId("org_c"));
    private static final OrgId DELETED = new OrgId("org_deleted");
    private static final int LIVES = 20;
    private static final int RECORDS_PER_LIFE = 10;

    /** Calls that are survived on average, of all and of those around a commit. */
    private static final int ONE_IN = 30;

    private static final int COMMITTING_ONE_IN = 3;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TestFactory
    Stream<DynamicTest> every_feed_has_each_of_its_memories_once_and_in_order() {
        return Seeds.tests(2, FeedCrashIT::dieAgainAndAgain);
    }

    private static void dieAgainAndAgain(Chance chance) throws Exception {
        var kafka =
                new KafkaConfig(
                        Broker.shared().bootstrapServers(),
                        new Topics(Broker.uniquePrefix(FeedCrashIT.class) + "memtrace"),
                        2,
                        1,
                        1,
                        1);
        var tenants = new FakeTenants();
        ORGS.forEach(tenants::add);
        try (var memories = AcceptedMemories.make(kafka);
                var keeper =
                        OrgTopicKeeper.start(
                                "feed", tenants, FeedTopics.of(memories.admin(), kafka))) {
            var owners = new FeedOwners(tenants, new KnownDirectory(), keeper::owners);
            for (int life = 0; life <= LIVES; life++) {
                for (int i = 0; i < RECORDS_PER_LIFE; i++) {
                    memories.write(
                            chance.onceIn(10) ? DELETED : chance.oneOf(ORGS), life + " " + i);
                }
                live(kafka, owners, memories, mortal(chance, life));
            }

            assertThat(isAtEnd(kafka, memories)).isTrue();
            for (var org : ORGS) {
                assertThat(memories.feed(org)).isEqualTo(memories.accepted(org)).isNotEmpty();
            }
        }
    }

    /** Every other life is safe while it sends, so that it gets as far as its commit. */
    private static MortalClient mortal(Chance chance, int life) {
        if (life == LIVES) {
            return new MortalClient(chance, 0);
        }
        return life % 2 == 0
                ? new MortalClient(chance, ONE_IN)
                : MortalClient.committing(chance, COMMITTING_ONE_IN);
    }

    /** Whoever is not there has been deleted. */
    private static final class KnownDirectory implements FeedOwners.Directory {
        @Override
        public CompletableFuture<Map<TopicPartition, Long>> end() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public boolean hasReached(Map<TopicPartition, Long> ends) {
            return true;
        }
    }

    /** Until it dies, or there is nothing left to do. */
    private static void live(
            KafkaConfig kafka, FeedOwners owners, AcceptedMemories memories, MortalClient mortal)
            throws InterruptedException {
        var real = FeedClients.open(new FeedConfig(kafka, true, "inbox-1"));
        var loop =
                new FeedLoop(
                        new FeedClients(real.accepted(), mortal.of(real.feeds())),
                        kafka.topics(),
                        owners,
                        new FeedMetrics(Clock.systemUTC()));
        var thread = Thread.ofPlatform().name("life").unstarted(loop);
        thread.setUncaughtExceptionHandler((_, _) -> {}); // that is how a life ends
        thread.start();
        await().atMost(SOON).until(() -> !thread.isAlive() || isAtEnd(kafka, memories));
        loop.stop();
        thread.join();
    }

    private static boolean isAtEnd(KafkaConfig kafka, AcceptedMemories memories)
            throws ExecutionException, InterruptedException {
        return GroupOffsets.committed(
                        memories.admin(), kafka.topics().feedGroup(), kafka.topics().accepted())
                .equals(memories.ends());
    }
}
