package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Asks where a topic ends, open transactions included, for all who want to know at the same time
 * with one request. Thread-safe.
 *
 * <p>The high watermark and not the last stable offset: while another writer's transaction is open,
 * the latter may stand before what a client was told long ago.
 */
public final class HighWatermarks implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Object lock = new Object();
    private CompletableFuture<Map<TopicPartition, Long>> next = new CompletableFuture<>();
    private boolean isWanted;
    private boolean stopRequested;
    private Thread thread;

    private HighWatermarks(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        this.consumer = consumer;
        this.partitions = partitions;
    }

    public static HighWatermarks start(KafkaConfig kafka, List<TopicPartition> partitions) {
        var bytes = new ByteArrayDeserializer();
        var consumer = new KafkaConsumer<>(kafka.clientProperties(), bytes, bytes);
        consumer.assign(partitions); // else the client warns of every offset that it learns
        var watermarks = new HighWatermarks(consumer, partitions);
        watermarks.thread =
                Thread.ofPlatform().name("high-watermarks").daemon().start(watermarks::run);
        return watermarks;
    }

    /**
     * Where each partition ends at some moment from now on. Fails with a {@link KafkaException} if
     * Kafka does not answer.
     */
    public CompletableFuture<Map<TopicPartition, Long>> asked() {
        synchronized (lock) {
            isWanted = true;
            lock.notifyAll();
            return next;
        }
    }

    private void run() {
        try (consumer) {
            for (var asked = awaitAsked(); asked.isPresent(); asked = awaitAsked()) {
                answer(asked.get());
            }
        }
    }

    /** Whoever asks after this is answered by the next request; empty if there is none. */
    private Optional<CompletableFuture<Map<TopicPartition, Long>>> awaitAsked() {
        synchronized (lock) {
            try {
                while (!isWanted && !stopRequested) {
                    lock.wait();
                }
            } catch (InterruptedException e) {
                stopRequested = true;
            }
            var asked = next;
            next = new CompletableFuture<>();
            isWanted = false;
            if (stopRequested) {
                asked.completeExceptionally(new KafkaException("closed"));
                return Optional.empty();
            }
            return Optional.of(asked);
        }
    }

    private void answer(CompletableFuture<Map<TopicPartition, Long>> asked) {
        try {
            asked.complete(consumer.endOffsets(partitions, ANSWER_MAX));
        } catch (KafkaException e) {
            asked.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            stopRequested = true;
            lock.notifyAll();
        }
        consumer.wakeup();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
