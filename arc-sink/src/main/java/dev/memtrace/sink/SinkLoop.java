package dev.memtrace.sink;

import dev.memtrace.arc.ArcClient;
import dev.memtrace.arc.ArcException;
import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.arc.WriteOutcome;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves batches from the accepted topic to Arc, one after the other; see {@link SinkState}. One
 * thread runs it.
 */
final class SinkLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(SinkLoop.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);
    private static final Duration PAUSE_MIN = Duration.ofMillis(100);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final int DOUBLINGS_MAX = 7;

    private final Consumer<byte[], byte[]> consumer;
    private final ArcClient arc;
    private final Refusals refusals;
    private final StoredRows stored;
    private final SinkConfig config;
    private final long logEpoch;
    private final SinkMetrics metrics;
    private final Clock clock;

    /**
     * Partitions in which somebody else, or an earlier start of ours, may have written beyond the
     * committed offset.
     */
    private final Set<TopicPartition> unchecked = new HashSet<>();

    private final Set<TopicPartition> lost = new HashSet<>();
    private volatile boolean stopRequested;

    SinkLoop(
            Consumer<byte[], byte[]> consumer,
            ArcClient arc,
            Refusals refusals,
            SinkConfig config,
            long logEpoch,
            SinkMetrics metrics,
            Clock clock) {
        this.consumer = consumer;
        this.arc = arc;
        this.refusals = refusals;
        this.stored = new StoredRows(arc, config.binding(), logEpoch);
        this.config = config;
        this.logEpoch = logEpoch;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Moves until it is told to stop; whatever it throws, nothing is lost: the next loop goes on at
     * the last commit.
     */
    @Override
    public void run() {
        try (consumer) {
            consumer.subscribe(List.of(config.kafka().topics().accepted()), this);
            SinkState state = new SinkState.Filling(new Batch());
            while (!(state instanceof SinkState.Stopped)) {
                metrics.entered(state);
                state = step(state);
            }
            metrics.entered(state);
        }
    }

    /** One move. All control flow of the sink is here; run() calls it until Stopped. */
    SinkState step(SinkState state) {
        return switch (state) {
            case SinkState.Filling(var batch) -> fill(batch);
            case SinkState.Checking(var batch, var attempt) -> check(batch, attempt);
            case SinkState.Writing(var batch, var attempt) -> write(batch, attempt);
            case SinkState.Waiting(var batch, var attempt, var pause) ->
                    pauseThenCheck(batch, attempt, pause);
            case SinkState.Committing(var batch) -> commit(batch);
            case SinkState.Stopped stopped -> stopped;
        };
    }

    private SinkState fill(Batch batch) {
        if (stopRequested) {
            // What is in the batch is not committed: it comes again after the next start.
            return new SinkState.Stopped();
        }
        fillFrom(
                batch,
                consumer.poll(batch.untilDue(config.batchDueAfter(), clock.instant(), POLL_MAX)));
        if (!batch.isDue(config.batchDueRows(), config.batchDueAfter(), clock.instant())) {
            return new SinkState.Filling(batch);
        }
        boolean isUnchecked = batch.partitions().stream().anyMatch(unchecked::contains);
        return isUnchecked ? new SinkState.Checking(batch, 1) : new SinkState.Writing(batch, 1);
    }

    private void fillFrom(Batch batch, ConsumerRecords<byte[], byte[]> records) {
        batch.forget(lost);
        lost.clear();
        for (var record : records) {
            add(batch, record);
        }
    }

    private void add(Batch batch, ConsumerRecord<byte[], byte[]> record) {
        var partition = new TopicPartition(record.topic(), record.partition());
        try {
            var memory = MemoryRecord.of(record.value()).memory();
            if (!MemoryBatchBuilder.isTellable(memory.time())) {
                throw new UndecodableException("the time of a memory is one that Arc cannot tell");
            }
            batch.add(new Batch.Row(partition, record.offset(), memory), clock.instant());
        } catch (UndecodableException e) {
            refusals.keep(record.key(), record.value(), partition, record.offset(), e.getMessage());
            metrics.refused(1);
        }
        batch.reached(partition, record.offset() + 1);
    }

    private SinkState check(Batch batch, int attempt) {
        try {
            var known = stored.of(batch);
            int before = batch.size();
            batch.removeRows(
                    row -> known.getOrDefault(row.partition(), Set.of()).contains(row.offset()));
            metrics.foundStored(before - batch.size());
            // A predecessor wrote in the log's order, so what it wrote ends before the first batch
            // of which Arc has nothing.
            known.forEach(
                    (partition, offsets) -> {
                        if (offsets.isEmpty()) {
                            unchecked.remove(partition);
                        }
                    });
            return new SinkState.Writing(batch, attempt);
        } catch (ArcException e) {
            return tryLater(batch, attempt, e.getMessage());
        }
    }

    private SinkState write(Batch batch, int attempt) {
        if (batch.size() == 0) {
            return new SinkState.Committing(batch);
        }
        long start = System.nanoTime();
        var outcome = arc.write(config.binding(), Batch.encode(batch.rows(), logEpoch));
        metrics.wrote(batch.size(), System.nanoTime() - start);
        return switch (outcome) {
            case WriteOutcome.Accepted() -> {
                metrics.stored(batch.size());
                batch.removeRows(_ -> true);
                yield new SinkState.Committing(batch);
            }
            case WriteOutcome.TryLater(var reason) -> tryLater(batch, attempt, reason);
            case WriteOutcome.Refused(var reason, var memoriesFault) ->
                    memoriesFault
                            ? isolate(batch, attempt, reason)
                            : tryLater(batch, attempt, reason);
        };
    }

    /**
     * A refusal is a memory's own fault only if the rest of its batch is then accepted; otherwise
     * it is Arc's or ours.
     */
    private SinkState isolate(Batch batch, int attempt, String reason) {
        var refused = new LinkedHashMap<Batch.Row, String>();
        var halves =
                new Bisection(rows -> arc.write(config.binding(), Batch.encode(rows, logEpoch)));
        if (!halves.findRefused(batch.rows(), reason, refused) || refused.size() == batch.size()) {
            return tryLater(batch, attempt, reason);
        }
        refused.forEach(refusals::keep);
        metrics.refused(refused.size());
        metrics.stored(batch.size() - refused.size());
        batch.removeRows(_ -> true);
        return new SinkState.Committing(batch);
    }

    private SinkState tryLater(Batch batch, int attempt, String reason) {
        var pause = backoff(attempt);
        LOGGER.atWarn()
                .addKeyValue("batch", batch)
                .addKeyValue("attempt", attempt)
                .addKeyValue("error", reason)
                .log("Arc did not take a batch; trying again");
        return new SinkState.Waiting(batch, attempt, pause);
    }

    private static Duration backoff(int attempt) {
        long doubled = PAUSE_MIN.toMillis() << Math.min(attempt - 1, DOUBLINGS_MAX);
        long capped = Math.min(doubled, PAUSE_MAX.toMillis());
        // Jitter, so that several sinks do not knock at the same moments.
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(capped / 2, capped + 1));
    }

    private SinkState pauseThenCheck(Batch batch, int attempt, Duration pause) {
        if (stopRequested) {
            return new SinkState.Stopped();
        }
        pollFor(batch, pause);
        // The write may have arrived although its answer did not.
        return batch.isEmpty()
                ? new SinkState.Filling(batch)
                : new SinkState.Checking(batch, attempt + 1);
    }

    /**
     * Polls on while Arc recovers, so that the group does not take our partitions away. Takes more
     * rows while the batch is small: a bad memory that is alone in its batch can only be told from
     * a bad Arc by the company it gets.
     */
    private void pollFor(Batch batch, Duration pause) {
        var deadline = clock.instant().plus(pause);
        var left = pause;
        while (left.isPositive() && !stopRequested) {
            if (batch.size() >= config.batchDueRows()) {
                consumer.pause(consumer.assignment());
            }
            // Partitions that come in during this poll are not paused, so records may come all the
            // same. In short steps, so that a stop is heard.
            fillFrom(batch, consumer.poll(left.compareTo(POLL_MAX) < 0 ? left : POLL_MAX));
            left = Duration.between(clock.instant(), deadline);
        }
        consumer.resume(consumer.assignment());
    }

    private SinkState commit(Batch batch) {
        refusals.flush();
        try {
            consumer.commitSync(batch.offsets());
            return new SinkState.Filling(new Batch());
        } catch (RetriableCommitFailedException | RebalanceInProgressException e) {
            // The group is on the move, and only a poll brings that to its end.
            return new SinkState.Waiting(batch, 1, PAUSE_MIN);
        } catch (CommitFailedException e) {
            // Another has our partitions: it will find these rows stored, and commit them.
            LOGGER.atWarn()
                    .addKeyValue("batch", batch)
                    .log("partitions were taken away before the commit");
            return new SinkState.Filling(new Batch());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        unchecked.addAll(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        lost.addAll(partitions);
    }

    /** Asks the loop to stop after its present move; from any thread. */
    void stop() {
        stopRequested = true;
    }
}
