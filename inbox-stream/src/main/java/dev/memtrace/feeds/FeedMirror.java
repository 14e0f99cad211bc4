package dev.memtrace.feeds;

import dev.memtrace.core.directory.OrgTopicKeeper;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.LoopRunner;
import dev.memtrace.core.wire.FeedTopics;
import dev.memtrace.core.wire.HighWatermarks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** The running mirror of what is accepted. */
public final class FeedMirror implements AutoCloseable {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final Closing closing;
    private final LoopRunner runner;
    private final FeedMetrics metrics;

    private FeedMirror(Closing closing, LoopRunner runner, FeedMetrics metrics) {
        this.closing = closing;
        this.runner = runner;
        this.metrics = metrics;
    }

    /**
     * Opens everything in order; closing undoes it in reverse. The topics must be there.
     *
     * @param tenants every org of these gets a feed, if it has none
     * @param hasReached whether the tenants are as of these offsets of the directory topic, or
     *     later
     */
    public static FeedMirror start(
            FeedConfig config,
            Tenants tenants,
            Predicate<Map<TopicPartition, Long>> hasReached,
            InstantSource clock) {
        var closing = new Closing();
        try {
            var kafka = config.kafka();
            var metrics = new FeedMetrics(clock);
            var admin = Admin.create(kafka.clientProperties());
            closing.add(() -> admin.close(CLOSE_PATIENCE));
            var feeds = FeedTopics.of(admin, kafka);
            var keeper = closing.add(OrgTopicKeeper.start("feed", tenants, feeds));
            var partition = new TopicPartition(kafka.topics().directory(), 0);
            var ends = closing.add(HighWatermarks.start(kafka, List.of(partition)));
            var directory = new FollowedDirectory(ends, hasReached);
            var runner =
                    closing.add(
                            LoopRunner.start(
                                    "feed-mirror",
                                    () -> {
                                        // The last one may have met a feed that is gone.
                                        keeper.lookAgain();
                                        return new FeedLoop(
                                                FeedClients.open(config),
                                                kafka.topics(),
                                                new FeedOwners(tenants, directory, keeper::owners),
                                                metrics);
                                    }));
            return new FeedMirror(closing, runner, metrics);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private record FollowedDirectory(
            HighWatermarks ends, Predicate<Map<TopicPartition, Long>> reached)
            implements FeedOwners.Directory {
        @Override
        public CompletableFuture<Map<TopicPartition, Long>> end() {
            return ends.asked();
        }

        @Override
        public boolean hasReached(Map<TopicPartition, Long> ends) {
            return reached.test(ends);
        }
    }

    /** Whether what is accepted is mirrored. */
    public boolean isAlive() {
        return runner.isAlive();
    }

    public FeedMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        closing.close();
    }
}
