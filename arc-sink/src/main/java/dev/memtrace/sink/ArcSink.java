package dev.memtrace.sink;

import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaFutures;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running arc-sink: a thread that runs one {@link SinkLoop} after another, should one fail. */
public final class ArcSink implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ArcSink.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final int FETCH_BYTES = 32 * 1024 * 1024;
    private static final int FETCH_BYTES_MIN = 512 * 1024;
    private static final Duration FETCH_WAIT_MAX = Duration.ofMillis(100);
    private static final int PARTITION_FETCH_BYTES = 8 * 1024 * 1024;

    private final Closing closing;
    private final Supplier<SinkLoop> loops;
    private final SinkMetrics metrics;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private volatile SinkLoop loop;
    private Thread thread;

    private ArcSink(Closing closing, Supplier<SinkLoop> loops, SinkMetrics metrics) {
        this.closing = closing;
        this.loops = loops;
        this.metrics = metrics;
    }

    /**
     * Opens everything in order; closing the sink undoes it in reverse. The topics must be there.
     */
    public static ArcSink start(SinkConfig config, Clock clock) {
        var closing = new Closing();
        try {
            var arc = closing.add(new HttpArcClient(config.arc().client()));
            var refusals =
                    closing.add(new Refusals(producer(config.kafka()), config.kafka().topics()));
            var metrics = new SinkMetrics();
            long logEpoch = logEpoch(config.kafka());
            var sink =
                    new ArcSink(
                            closing,
                            () ->
                                    new SinkLoop(
                                            consumer(config),
                                            arc,
                                            refusals,
                                            config,
                                            logEpoch,
                                            metrics,
                                            clock),
                            metrics);
            sink.thread = Thread.ofPlatform().name("arc-sink").start(sink::runLoops);
            return sink;
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private void runLoops() {
        while (stopRequested.getCount() > 0) {
            try {
                loop = loops.get();
                if (stopRequested.getCount() == 0) {
                    loop.stop(); // asked between our look and the loop's birth
                }
                loop.run();
            } catch (RuntimeException e) {
                LOGGER.atError()
                        .setCause(e)
                        .log("the sink failed and begins again at its last commit");
                pause();
            }
        }
    }

    private void pause() {
        try {
            var _ = stopRequested.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells the rows of this log from those of another whose offsets are alike: a topic made again,
     * or a second environment on the same Arc. The topic's id does, folded to a positive number.
     */
    static long logEpoch(KafkaConfig kafka) {
        var topic = kafka.topics().accepted();
        try (var admin = Admin.create(kafka.clientProperties())) {
            var id =
                    KafkaFutures.awaitKnown(
                                    () -> admin.describeTopics(List.of(topic)).allTopicNames(),
                                    "describing " + topic)
                            .get(topic)
                            .topicId();
            return (id.getMostSignificantBits() ^ id.getLeastSignificantBits()) & Long.MAX_VALUE;
        }
    }

    static KafkaConsumer<byte[], byte[]> consumer(SinkConfig config) {
        var properties = config.kafka().clientProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.kafka().topics().sinkGroup());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instanceId());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.batchRowsMax());
        // Without a minimum every commit of dedup, fifty a second, is a request of its own.
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_BYTES_MIN);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT_MAX.toMillis());
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
        // One write and its check may each take their whole time-out before the next poll.
        var arc = config.arc().client();
        var pollWithin = arc.writeTimeMax().plus(arc.queryTimeMax()).multipliedBy(4);
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) pollWithin.toMillis());
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static KafkaProducer<byte[], byte[]> producer(KafkaConfig kafka) {
        var properties = kafka.clientProperties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Whether the loop turns; a sink that waits for Arc is alive. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    public SinkMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        stopRequested.countDown();
        if (loop != null) {
            loop.stop();
        }
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closing.close();
    }
}
