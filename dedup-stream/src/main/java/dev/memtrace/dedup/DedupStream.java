package dev.memtrace.dedup;

import dev.memtrace.core.wire.KafkaUnavailableException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running dedup-stream. */
public final class DedupStream implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DedupStream.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    /**
     * A dead thread's open transaction hides everybody's later verdicts until the broker aborts it.
     */
    private static final int TRANSACTION_TIMEOUT_MS = 5_000;

    /**
     * Above the transaction's, so that a new owner never meets its predecessor's open transaction.
     */
    private static final int SESSION_TIMEOUT_MS = 10_000;

    private static final int LINGER_MS = 1_000;

    /** A restore reads everything there is; the default of 1 MiB makes many small steps of it. */
    private static final int RESTORE_FETCH_BYTES = 8 * 1024 * 1024;

    private final KafkaStreams streams;
    private final DedupMetrics metrics;

    private final CountDownLatch running;
    private final LocalState state;

    private DedupStream(
            KafkaStreams streams, DedupMetrics metrics, CountDownLatch running, LocalState state) {
        this.streams = streams;
        this.metrics = metrics;
        this.running = running;
        this.state = state;
    }

    /** Starts to decide; returns at once, see {@link #awaitRunning}. The topics must be there. */
    public static DedupStream start(DedupConfig config) {
        var metrics = new DedupMetrics();
        var state =
                new LocalState(
                        config.stateDirectory().resolve(config.kafka().topics().dedupGroup()));
        state.open();
        var streams =
                new KafkaStreams(new DedupTopology(config, metrics).build(), properties(config));
        streams.setUncaughtExceptionHandler(
                e -> {
                    LOGGER.atError().setCause(e).log("a stream thread failed and is replaced");
                    return StreamThreadExceptionResponse.REPLACE_THREAD;
                });
        var running = new CountDownLatch(1);
        streams.setStateListener(
                (now, _) -> {
                    if (now == KafkaStreams.State.RUNNING) {
                        running.countDown();
                    }
                });
        streams.start();
        return new DedupStream(streams, metrics, running, state);
    }

    /**
     * Loads the stores' native library, which takes a good part of a second that a start may have
     * to spare elsewhere.
     */
    public static void loadLibrary() {
        RocksDB.loadLibrary();
    }

    private static Properties properties(DedupConfig config) {
        var properties = new Properties();
        properties.putAll(config.kafka().clientProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, config.kafka().topics().dedupGroup());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
        properties.put(StreamsConfig.POLL_MS_CONFIG, 5);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.kafka().replicationFactor());
        // The accounts' only: every other store says that it is not cached.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, Accounts.CACHE_BYTES);
        properties.put(StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG, 0);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocks.class);
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                SESSION_TIMEOUT_MS);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                config.instanceId());
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG),
                "earliest");
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        properties.put(
                StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                20_000);
        properties.put(
                StreamsConfig.restoreConsumerPrefix(
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                RESTORE_FETCH_BYTES);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                TRANSACTION_TIMEOUT_MS);
        // A commit flushes, and nobody sees anything before it, so waiting for company costs no
        // time: it only makes
        // the broker's batches fewer and larger.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                2 * 1024 * 1024);
        return properties;
    }

    /**
     * Returns once memories are being judged, with the store restored.
     *
     * @throws KafkaUnavailableException if that takes longer than {@code patience}
     */
    public void awaitRunning(Duration patience) {
        try {
            if (!running.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KafkaUnavailableException(
                        "dedup-stream is still " + streams.state(), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while dedup-stream started", e);
        }
    }

    /** Whether memories are being judged. */
    public boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    public DedupMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        if (streams.close(CLOSE_PATIENCE)) {
            state.closedInOrder();
        } else {
            LOGGER.atWarn()
                    .log(
                            "dedup-stream did not stop in time; what it had not committed will be judged again");
        }
    }
}
