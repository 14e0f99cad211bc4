package dev.memtrace.core.wire;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows this instance's partition of the verdicts topic, on a thread of its own. Knows its
 * position before the first memory is produced, so that no reply can pass unseen.
 */
public final class ReplyListener implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReplyListener.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Replies replies;
    private volatile boolean stopRequested;
    private Thread thread;

    private ReplyListener(KafkaConsumer<byte[], byte[]> consumer, Replies replies) {
        this.consumer = consumer;
        this.replies = replies;
    }

    public static ReplyListener start(KafkaConfig kafka) {
        int partition = ThreadLocalRandom.current().nextInt(kafka.verdictPartitions());
        var mine = new TopicPartition(kafka.topics().verdicts(), partition);
        var consumer = consumer(kafka);
        consumer.assign(List.of(mine));
        consumer.seekToEnd(List.of(mine));
        long position = consumer.position(mine);
        LOGGER.atDebug()
                .addKeyValue("partition", partition)
                .addKeyValue("firstOffset", position)
                .log("listening");
        var listener = new ReplyListener(consumer, new Replies(partition));
        listener.thread = Thread.ofPlatform().name("reply-listener").daemon().start(listener);
        return listener;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // After retention has passed us by there is nothing to catch up with: whoever waited has
        // given up.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public Replies replies() {
        return replies;
    }

    @Override
    public void run() {
        try {
            while (!stopRequested) {
                for (var record : consumer.poll(POLL)) {
                    deliver(record.value());
                }
            }
        } catch (WakeupException e) {
            LOGGER.atDebug().log("reply listener stops");
        } catch (RuntimeException e) {
            LOGGER.atError()
                    .setCause(e)
                    .log(
                            "reply listener failed; memories will be answered 202 without verdicts,"
                                    + " commands 503");
        } finally {
            // It would wait for a fetch under way, half a second, to leave nothing behind that the
            // broker does not forget by itself.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    private void deliver(byte[] value) {
        try {
            replies.deliver(Reply.decode(value));
        } catch (UndecodableException e) {
            LOGGER.atError().addKeyValue("error", e.getMessage()).log("reply left out");
        }
    }

    /** Whether replies are being read. */
    public boolean isAlive() {
        return thread.isAlive();
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
