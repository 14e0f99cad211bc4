package dev.memtrace.query;

import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.ReadProgress;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the accepted topic into the tail, on a thread of its own. */
final class TailFollower implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(TailFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SETTLE_EVERY = Duration.ofMillis(100);

    /**
     * For how long the tail keeps what is in Arc, for the sake of questions to Arc that are under
     * way, see {@link EarlyAnswer}.
     */
    private static final Duration KEPT = Duration.ofSeconds(1);

    private static final Duration FIRST_RECORD_MAX = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    /** How far back a start looks for memories of closed lanes, in records of each partition. */
    private static final long BACK_MAX = 100_000;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final TailIndex index;
    private final Feed feed;
    private final ReadProgress progress;
    private final Supplier<Frontier> frontiers;

    /** Not settled yet, the oldest first. */
    private final Deque<Learnt> learnt = new ArrayDeque<>();

    private long settledNanos;
    private volatile boolean stopRequested;
    private Thread thread;

    private record Learnt(Frontier frontier, long nanos) {}

    private TailFollower(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            TailIndex index,
            Feed feed,
            ReadProgress progress,
            Supplier<Frontier> frontiers) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.index = index;
        this.feed = feed;
        this.progress = progress;
        this.frontiers = frontiers;
    }

    /**
     * Begins where the sink is.
     *
     * @param frontiers the newest one; costs nothing to ask
     */
    static TailFollower start(
            KafkaConfig kafka,
            List<TopicPartition> partitions,
            TailIndex index,
            Feed feed,
            ReadProgress progress,
            Supplier<Frontier> frontiers) {
        var properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        var bytes = new ByteArrayDeserializer();
        var consumer = new KafkaConsumer<>(properties, bytes, bytes);
        var follower = new TailFollower(consumer, partitions, index, feed, progress, frontiers);
        try {
            follower.begin();
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
        follower.thread = Thread.ofPlatform().name("hot-tail").daemon().start(follower::run);
        return follower;
    }

    private void begin() {
        var frontier = frontiers.get();
        consumer.assign(partitions);
        var beginnings = consumer.beginningOffsets(partitions);
        var positions = new HashMap<TopicPartition, Long>();
        for (var partition : partitions) {
            long beginning = beginnings.get(partition);
            long committed = frontier.offsets().getOrDefault(partition.partition(), beginning);
            long lowest = lowestMark(frontier, partition, committed);
            long position = Math.max(Math.max(lowest, committed - BACK_MAX), beginning);
            positions.put(partition, position);
        }
        progress.advance(positions); // back, if it begins anew: reads wait again
        learnt.clear();
        index.begin(frontier);
        positions.forEach(
                (partition, position) -> {
                    long lowest = lowestMark(frontier, partition, position);
                    if (lowest < position) {
                        leaveOut(frontier, partition, position, acceptedMillis(partition, lowest));
                    }
                });
        positions.forEach(consumer::seek);
    }

    private void leaveOut(
            Frontier frontier, TopicPartition partition, long before, long sinceMillis) {
        frontier.marks()
                .forEach(
                        (lane, mark) -> {
                            if (lane.partition() == partition.partition() && mark < before) {
                                index.leaveOut(lane, before, sinceMillis);
                            }
                        });
    }

    /** When the first memory from this offset on came; the beginning of time if nobody knows. */
    private long acceptedMillis(TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        try {
            for (var record : consumer.poll(FIRST_RECORD_MAX)) {
                return record.timestamp();
            }
        } catch (OffsetOutOfRangeException e) {
            LOGGER.atDebug().setCause(e).log("the log has dropped what a closed lane waits for");
        } finally {
            consumer.assign(partitions);
        }
        return 0;
    }

    private static long lowestMark(Frontier frontier, TopicPartition partition, long committed) {
        return frontier.marks().entrySet().stream()
                .filter(it -> it.getKey().partition() == partition.partition())
                .mapToLong(Map.Entry::getValue)
                .reduce(committed, Math::min);
    }

    private void run() {
        try (consumer) {
            while (!stopRequested) {
                step();
            }
        } catch (WakeupException _) {
            LOGGER.atDebug().log("the hot tail stops");
        }
    }

    private void step() {
        try {
            var rows = new ArrayList<TailRow>();
            for (var record : consumer.poll(POLL)) {
                row(record).ifPresent(rows::add);
            }
            rows.forEach(index::add);
            var positions =
                    partitions.stream().collect(Collectors.toMap(it -> it, consumer::position));
            progress.advance(positions); // after the records: who waits for it finds them
            feed.publish(rows, positions);
            settle();
        } catch (WakeupException e) {
            throw e;
        } catch (OffsetOutOfRangeException e) {
            LOGGER.atError()
                    .addKeyValue("offsets", e.offsetOutOfRangePartitions())
                    .log("the log does not keep what the hot tail was to read; it begins anew");
            begin();
            feed.breakOff();
        } catch (KafkaException e) {
            LOGGER.atWarn().addKeyValue("error", e.getMessage()).log("the hot tail stands still");
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
        }
    }

    private static Optional<TailRow> row(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(TailRow.of(record));
        } catch (UndecodableException e) {
            // The sink says so, and puts it aside.
            LOGGER.atDebug().addKeyValue("offset", record.offset()).log("a record is no memory");
            return Optional.empty();
        }
    }

    private void settle() {
        long now = System.nanoTime();
        if (now - settledNanos > SETTLE_EVERY.toNanos()) {
            learnt.addLast(new Learnt(frontiers.get(), now));
            letGo(now);
            settledNanos = now;
        }
    }

    private void letGo(long now) {
        long keptNanos = index.isTight() ? 0 : KEPT.toNanos();
        Learnt due = null;
        while (!learnt.isEmpty() && now - learnt.getFirst().nanos() >= keptNanos) {
            due = learnt.removeFirst();
        }
        if (due != null) {
            index.settle(due.frontier(), due.nanos(), now);
        }
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        stopRequested = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
