package dev.memtrace.feeds;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Whoever reads a feed, and when it heard what. On a thread of its own. */
final class FeedListener implements AutoCloseable {
    private final KafkaConfig kafka;
    private final String feed;
    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().name("listener").unstarted(this::listen);
    private volatile boolean stopRequested;

    private FeedListener(KafkaConfig kafka, String feed) {
        this.kafka = kafka;
        this.feed = feed;
    }

    static FeedListener start(KafkaConfig kafka, String feed) {
        var listener = new FeedListener(kafka, feed);
        listener.thread.start();
        return listener;
    }

    private void listen() {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (var consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions =
                    IntStream.range(0, kafka.partitions())
                            .mapToObj(number -> new TopicPartition(feed, number))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stopRequested) {
                for (var record : consumer.poll(Duration.ofMillis(50))) {
                    var content = MemoryRecord.of(record.value()).memory().content();
                    heard.putIfAbsent(content, System.nanoTime());
                }
            }
        }
    }

    /** By content, when it was heard, in nanoseconds of this process. */
    Map<String, Long> heard() {
        return heard;
    }

    @Override
    public void close() {
        stopRequested = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
