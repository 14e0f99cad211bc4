package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how far dedup-stream is behind the memories topic, on a thread of its own. Thread-safe.
 */
public final class DedupLag implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DedupLag.class);
    private static final long RETRY_SECONDS_MAX = 30;

    private final KafkaConfig kafka;
    private final Admin admin;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("dedup-lag").daemon().factory());
    private volatile Observation last = new Observation(0, 0, System.nanoTime(), 0);

    /**
     * What was seen.
     *
     * @param read records that dedup had read
     * @param behind records that it had not
     * @param perSecond how fast it read since the observation before
     */
    public record Observation(long read, long behind, long atNanos, double perSecond) {}

    private DedupLag(KafkaConfig kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(kafka.clientProperties());
    }

    /**
     * Starts to look.
     *
     * @param every how long to rest between two looks
     */
    public static DedupLag start(KafkaConfig kafka, Duration every) {
        var lag = new DedupLag(kafka);
        var _ =
                lag.thread.scheduleWithFixedDelay(
                        lag::look, 0, every.toNanos(), TimeUnit.NANOSECONDS);
        return lag;
    }

    private void look() {
        try {
            var topic = kafka.topics().memories();
            var partitions =
                    IntStream.range(0, kafka.partitions())
                            .mapToObj(number -> new TopicPartition(topic, number))
                            .collect(
                                    Collectors.toMap(
                                            Function.identity(), _ -> OffsetSpec.latest()));
            var ends =
                    KafkaFutures.await(admin.listOffsets(partitions).all(), "reading end offsets");
            var reads = GroupOffsets.committed(admin, kafka.topics().dedupGroup(), topic);
            long end = 0;
            long read = 0;
            for (var partition : partitions.keySet()) {
                end += ends.get(partition).offset();
                read += reads.getOrDefault(partition.partition(), 0L);
            }
            note(read, Math.max(0, end - read));
        } catch (KafkaUnavailableException e) {
            // The last observation stands; a request that cannot be produced is refused for its own
            // reason.
            LOGGER.atDebug().addKeyValue("error", e.getMessage()).log("dedup lag unknown");
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).log("dedup lag unknown");
        }
    }

    private void note(long read, long behind) {
        var before = last;
        long now = System.nanoTime();
        double seconds = Math.max(1, now - before.atNanos()) / 1e9;
        last = new Observation(read, behind, now, Math.max(0, read - before.read()) / seconds);
    }

    /** What the last look saw; before the first one, nothing. */
    public Observation last() {
        return last;
    }

    /** When to try again, if dedup is further behind than {@code lagMax} records. */
    public Optional<Duration> retryAfter(long lagMax) {
        var seen = last;
        if (seen.behind() <= lagMax) {
            return Optional.empty();
        }
        long seconds =
                (long) Math.ceil((seen.behind() - lagMax / 2.0) / Math.max(1, seen.perSecond()));
        return Optional.of(Duration.ofSeconds(Math.clamp(seconds, 1, RETRY_SECONDS_MAX)));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
