package dev.memtrace.query;

import dev.memtrace.core.wire.HighWatermarks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;

/** Compares where a topic ends with where its reader is. Thread-safe. */
final class FollowedTopic implements Followed {
    private final HighWatermarks watermarks;
    private final Reader reader;

    /** The latest moment of which all is known to be read; {@link System#nanoTime}. */
    private final AtomicLong currentAsOf = new AtomicLong(System.nanoTime());

    /** Who reads the topic. */
    interface Reader {
        /** Whether it is there within {@code wait}. */
        boolean awaitReached(Map<TopicPartition, Long> ends, Duration wait)
                throws InterruptedException;
    }

    /** Does not take over the watermarks. */
    FollowedTopic(HighWatermarks watermarks, Reader reader) {
        this.watermarks = watermarks;
        this.reader = reader;
    }

    @Override
    public boolean awaitAll(Duration wait) {
        long start = System.nanoTime();
        try {
            var ends = watermarks.asked().get(wait.toNanos(), TimeUnit.NANOSECONDS);
            if (!reader.awaitReached(ends, wait.minusNanos(System.nanoTime() - start))) {
                return false;
            }
            currentAsOf.accumulateAndGet(start, (one, other) -> one - other > 0 ? one : other);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false; // Kafka is away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public Duration staleness() {
        return Duration.ofNanos(System.nanoTime() - currentAsOf.get());
    }
}
