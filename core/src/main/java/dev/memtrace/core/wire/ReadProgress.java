package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** How far a reader of a topic is, and waiting for it. Thread-safe. */
public final class ReadProgress {
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final Object moved = new Object();

    /** What is before these offsets is taken over; other partitions stay where they are. */
    public void advance(Map<TopicPartition, Long> to) {
        positions.putAll(to);
        synchronized (moved) {
            moved.notifyAll();
        }
    }

    public boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> positions.getOrDefault(end.getKey(), -1L) >= end.getValue());
    }

    /** False if it takes longer than {@code wait}. */
    public boolean await(Map<TopicPartition, Long> ends, Duration wait)
            throws InterruptedException {
        long giveUp = System.nanoTime() + wait.toNanos();
        synchronized (moved) {
            while (!hasReached(ends)) {
                long millis = (giveUp - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                moved.wait(millis);
            }
            return true;
        }
    }
}
