package dev.memtrace.core.directory;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import dev.memtrace.core.wire.UndecodableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the directory topic to the directory's file, on a thread of its own. */
final class DirectoryFollower implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DirectoryStore store;
    private final TopicPartition partition;
    private final String topicId;
    private final AtomicLong keyChanges = new AtomicLong();
    private final Object progress = new Object();
    private volatile boolean stopRequested;
    private volatile boolean failing;
    private Thread thread;

    private DirectoryFollower(KafkaConfig kafka, DirectoryStore store) {
        this.store = store;
        this.partition = new TopicPartition(kafka.topics().directory(), 0);
        this.topicId = topicId(kafka);
        this.consumer = consumer(kafka);
    }

    static DirectoryFollower start(KafkaConfig kafka, Path file) {
        var store = DirectoryStore.open(file);
        try {
            store.migrate();
            var follower = new DirectoryFollower(kafka, store);
            follower.catchUp();
            follower.thread =
                    Thread.ofPlatform().name("directory-follower").daemon().start(follower);
            return follower;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static String topicId(KafkaConfig kafka) {
        var topic = kafka.topics().directory();
        try (var admin = Admin.create(kafka.clientProperties())) {
            var described = admin.describeTopics(List.of(topic)).allTopicNames();
            return KafkaFutures.await(described, "describing " + topic)
                    .get(topic)
                    .topicId()
                    .toString();
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Applies all that is there now, before anybody asks. */
    private void catchUp() {
        consumer.assign(List.of(partition));
        var known = store.position(topicId);
        if (known.isEmpty()) {
            store.reset();
        }
        consumer.seek(partition, known.orElse(0L));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        int applied = 0;
        while (consumer.position(partition) < end) {
            applied += apply(consumer.poll(POLL));
        }
        LOGGER.atInfo()
                .addKeyValue("topic", partition.topic())
                .addKeyValue("entries", applied)
                .log("directory is there");
    }

    @Override
    public void run() {
        try (consumer;
                store) {
            while (!stopRequested) {
                follow();
            }
        } catch (WakeupException e) {
            LOGGER.atDebug().log("directory follower stops");
        }
    }

    private void follow() {
        try {
            apply(consumer.poll(POLL));
            failing = false;
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            failing = true;
            LOGGER.atError().setCause(e).log("the directory cannot be followed; trying again");
            LockSupport.parkNanos(POLL.toNanos());
            consumer.seek(partition, store.position(topicId).orElse(0L));
        }
    }

    /** Whether changes arrive, as far as is known. */
    boolean isFollowing() {
        return !failing && thread.isAlive();
    }

    private int apply(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return 0;
        }
        var states = new ArrayList<DirectoryState>();
        long next = 0;
        for (var record : records) {
            next = record.offset() + 1;
            try {
                states.add(DirectoryState.decode(record.value()));
            } catch (UndecodableException e) {
                // Moves the position all the same, else everybody who waits for it would wait
                // forever.
                LOGGER.atError()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("firstOffset", record.offset())
                        .addKeyValue("error", e.getMessage())
                        .log("directory record left out");
            }
        }
        store.apply(states, topicId, next);
        if (states.stream().anyMatch(state -> state.entry() instanceof DirectoryEntry.ApiKey)) {
            keyChanges.incrementAndGet();
        }
        synchronized (progress) {
            progress.notifyAll();
        }
        return states.size();
    }

    long keyChanges() {
        return keyChanges.get();
    }

    /**
     * Waits until {@code isThere}, asked again after each change, or until {@code wait} is over.
     */
    boolean awaitApplied(Duration wait, BooleanSupplier isThere) {
        long deadline = System.nanoTime() + wait.toNanos();
        synchronized (progress) {
            while (!isThere.getAsBoolean()) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    return false;
                }
                try {
                    progress.wait(leftMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void close() {
        stopRequested = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
