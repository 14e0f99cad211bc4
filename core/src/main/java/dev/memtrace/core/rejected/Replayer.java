package dev.memtrace.core.rejected;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Brings rejected records back on their way. What is replayed and the mark that says so are one
 * transaction, under an id that all share: whoever opens one has ended every earlier run, so that
 * what it then reads of the topic's marks stays true until it commits or is ended itself. One
 * thread.
 *
 * <pre>
 *   open: fences all others ──► read the marks ──► replay: records + mark, one transaction each
 * </pre>
 */
public final class Replayer implements AutoCloseable {
    /** How many records one transaction takes at most. */
    public static final int RECORDS_MAX = 500;

    /** After so many bytes a transaction should end; the last record may go beyond it. */
    public static final int BYTES_MAX = 8 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;

    private Replayer(KafkaProducer<byte[], byte[]> producer, Topics topics) {
        this.producer = producer;
        this.topics = topics;
    }

    /**
     * Ends every other run, and waits until what it had begun is over.
     *
     * @throws KafkaUnavailableException if Kafka does not answer
     */
    public static Replayer open(KafkaConfig kafka) {
        var producer = producer(kafka);
        try {
            producer.initTransactions();
            return new Replayer(producer, kafka.topics());
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw new KafkaUnavailableException(
                    "Kafka does not begin a replay; nothing was replayed", e);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaConfig kafka) {
        var properties =
                kafka.transactionProperties(kafka.topics().replayTransactionalId(), PATIENCE);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // Before compression; what is too large for the topic the broker says.
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Replays these, all or none of them.
     *
     * @param some at least one, each with a {@link Destination}
     * @throws KafkaUnavailableException if it was not done, or if nobody knows whether it was; the
     *     message says which
     */
    public void replay(List<Rejected> some) {
        var offsets = new TreeSet<Long>();
        some.forEach(rejected -> offsets.add(rejected.offset()));
        try {
            producer.beginTransaction();
            some.forEach(
                    rejected -> {
                        var _ = producer.send(Destination.record(rejected, topics));
                    });
            var _ = producer.send(Replayed.record(offsets, topics));
            producer.flush();
        } catch (KafkaException e) {
            abort();
            throw new KafkaUnavailableException(notDone(offsets, e), e);
        }
        commit(offsets);
    }

    private void commit(SortedSet<Long> offsets) {
        try {
            commitTwice();
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException(
                    "Kafka did not say whether it took the replay of offset(s) "
                            + range(offsets)
                            + "; `memtrace rejected list` shows whether it did",
                    e);
        } catch (KafkaException e) {
            abort();
            throw new KafkaUnavailableException(notDone(offsets, e), e);
        }
    }

    /** A commit whose answer did not come may be asked for again. */
    private void commitTwice() {
        try {
            producer.commitTransaction();
        } catch (TimeoutException e) {
            producer.commitTransaction();
        }
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // It ends by itself: nobody can commit it any more, and its time runs out.
        }
    }

    private static String notDone(SortedSet<Long> offsets, KafkaException e) {
        return "offset(s) " + range(offsets) + " were not replayed: " + why(e);
    }

    private static String why(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException) {
                return "another replay has begun and ended this one";
            }
            if (cause instanceof RecordTooLargeException) {
                return "one of them is larger than its topic takes (max.message.bytes)";
            }
        }
        return "Kafka does not take them; try again";
    }

    private static String range(SortedSet<Long> offsets) {
        return offsets.size() == 1
                ? offsets.first().toString()
                : offsets.first() + " to " + offsets.last();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
