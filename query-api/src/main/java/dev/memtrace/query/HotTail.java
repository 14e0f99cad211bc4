package dev.memtrace.query;

import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.HighWatermarks;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.LogEpoch;
import dev.memtrace.core.wire.ReadProgress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was accepted of late, in memory: with it a read shows what a client was told of a moment
 * ago, whatever the sink and the Arcs are at. Follows the accepted topic from where the sink is.
 * Thread-safe.
 */
final class HotTail implements Tail, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HotTail.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration AWAIT_MAX = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Closing closing = new Closing();
    private final TailIndex index;
    private final long logEpoch;
    private final Feed feed;
    private final FollowedTopic topic;
    private final FrontierReader frontierReader;
    private final TailFollower follower;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private volatile Frontier frontier;
    private volatile boolean isReady;
    private Thread looker;

    private HotTail(KafkaConfig kafka, long bytesMax, long feedBytesMax) {
        try {
            this.index = new TailIndex(bytesMax, System.nanoTime());
            this.logEpoch = LogEpoch.of(kafka);
            this.feed = new Feed(feedBytesMax, logEpoch);
            var partitions = partitions(kafka);
            var progress = new ReadProgress();
            var watermarks = closing.add(HighWatermarks.start(kafka, partitions));
            this.topic = new FollowedTopic(watermarks, progress::await);
            this.frontierReader = closing.add(FrontierReader.open(kafka, logEpoch));
            this.frontier = frontierReader.read();
            this.follower =
                    closing.add(
                            TailFollower.start(
                                    kafka, partitions, index, feed, progress, () -> frontier));
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /**
     * Begins where the sink is; see {@link #isReady}. The topics must be there.
     *
     * @param bytesMax what the memories may take, about
     * @param feedBytesMax what may be kept for those who listen
     */
    static HotTail start(KafkaConfig kafka, long bytesMax, long feedBytesMax) {
        var tail = new HotTail(kafka, bytesMax, feedBytesMax);
        tail.looker = Thread.ofPlatform().name("frontier").daemon().start(tail::look);
        return tail;
    }

    private static List<TopicPartition> partitions(KafkaConfig kafka) {
        var topic = kafka.topics().accepted();
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(kafka.clientProperties(), bytes, bytes)) {
            int count = consumer.partitionsFor(topic).size();
            return IntStream.range(0, count).mapToObj(i -> new TopicPartition(topic, i)).toList();
        }
    }

    /** Keeps an eye on the sink, and on how far we are. */
    private void look() {
        try {
            do {
                isReady = topic.awaitAll(AWAIT_MAX) || isReady;
                readFrontier();
            } while (!stopRequested.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readFrontier() {
        try {
            frontier = frontierReader.read();
        } catch (KafkaException e) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("it is not known how far the sink is; the hot tail keeps what it has");
        }
    }

    @Override
    public TailIndex index() {
        return index;
    }

    @Override
    public Feed feed() {
        return feed;
    }

    @Override
    public long logEpoch() {
        return logEpoch;
    }

    @Override
    public boolean awaitAll(Duration wait) {
        return topic.awaitAll(wait);
    }

    @Override
    public Duration staleness() {
        return topic.staleness();
    }

    @Override
    public boolean isReady() {
        return isReady && follower.isAlive();
    }

    @Override
    public String metrics() {
        return """
               # HELP query_tail_memories Accepted memories kept in memory because their Arc may not have them.
               # TYPE query_tail_memories gauge
               query_tail_memories %d
               # HELP query_tail_bytes What they take, about.
               # TYPE query_tail_bytes gauge
               query_tail_bytes %d
               # HELP query_tail_staleness_seconds For how long there may have been more than the tail has.
               # TYPE query_tail_staleness_seconds gauge
               query_tail_staleness_seconds %s
               """
                .formatted(index.size(), index.bytes(), staleness().toMillis() / 1e3);
    }

    @Override
    public void close() {
        stopRequested.countDown();
        try {
            looker.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closing.close();
    }
}
