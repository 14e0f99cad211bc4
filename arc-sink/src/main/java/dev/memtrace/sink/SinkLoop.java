package dev.memtrace.sink;

import dev.memtrace.core.wire.UndecodableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves batches from the accepted topic to the orgs' Arcs, one batch after the other; see {@link
 * SinkState}. One thread runs it.
 */
final class SinkLoop implements Runnable, ConsumerRebalanceListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(SinkLoop.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);

    private final SinkClients kafka;
    private final Consumer<byte[], byte[]> consumer;
    private final SinkConfig config;
    private final SinkMetrics metrics;
    private final Clock clock;
    private final Commits commits;
    private final Lanes lanes;
    private final Progress progress = new Progress();
    private final Checks checks = new Checks();
    private final Delivery delivery;
    private final CatchUp catchUp;
    private final Set<TopicPartition> lost = new HashSet<>();
    private boolean isTaking = true;
    private long polledAtNanos;
    private volatile boolean stopRequested;

    SinkLoop(
            SinkClients kafka,
            Arcs arcs,
            SinkConfig config,
            long logEpoch,
            SinkMetrics metrics,
            Clock clock) {
        this.kafka = kafka;
        this.consumer = kafka.accepted();
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.commits = new Commits(kafka.producer(), config.kafka().topics(), logEpoch);
        this.lanes = new Lanes(metrics);
        var laneWrites = new LaneWrites(arcs, metrics, clock);
        this.delivery = new Delivery(arcs, checks, lanes, laneWrites, metrics);
        this.catchUp =
                new CatchUp(
                        new PassReader(kafka.again(), lanes),
                        laneWrites,
                        lanes,
                        progress,
                        commits,
                        config.batchDueRows(),
                        clock);
    }

    /**
     * Moves until it is told to stop; whatever it throws, nothing is lost: the next loop goes on at
     * the last commit.
     */
    @Override
    public void run() {
        try (kafka) {
            var state = begin();
            while (!(state instanceof SinkState.Stopped)) {
                metrics.entered(state);
                state = step(state);
            }
            metrics.entered(state);
        }
    }

    SinkState begin() {
        consumer.subscribe(List.of(config.kafka().topics().accepted()), this);
        return new SinkState.Filling(new Batch());
    }

    /** One move. All control flow of the sink is here; run() calls it until Stopped. */
    SinkState step(SinkState state) {
        try {
            return switch (state) {
                case SinkState.Filling(var batch) -> fill(batch);
                case SinkState.Checking(var batch, var attempt) -> check(batch, attempt);
                case SinkState.Writing(var batch, var attempt) -> write(batch, attempt);
                case SinkState.Waiting(var batch, var attempt, var pause) ->
                        pauseThenCheck(batch, attempt, pause);
                case SinkState.Committing(var batch) -> commit(batch);
                case SinkState.Stopped stopped -> stopped;
            };
        } catch (CommitFailedException e) {
            return goBack();
        }
    }

    private SinkState fill(Batch batch) {
        if (stopRequested) {
            // What is in the batch is not committed: it comes again after the next start.
            return new SinkState.Stopped();
        }
        boolean isCatchingUp = catchUp.step(consumer.groupMetadata());
        var limit = isCatchingUp ? Duration.ZERO : POLL_MAX;
        fillFrom(batch, poll(batch.untilDue(config.batchDueAfter(), clock.instant(), limit)));
        if (!batch.isDue(config.batchDueRows(), config.batchDueAfter(), clock.instant())) {
            return new SinkState.Filling(batch);
        }
        return delivery.isAllSettled(batch)
                ? new SinkState.Writing(batch, 1)
                : new SinkState.Checking(batch, 1);
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        try {
            return consumer.poll(wait);
        } finally {
            polledAtNanos = System.nanoTime();
        }
    }

    private void fillFrom(Batch batch, ConsumerRecords<byte[], byte[]> records) {
        forgetLost(batch);
        for (var record : records) {
            add(batch, record);
        }
    }

    private void forgetLost(Batch batch) {
        batch.forget(lost);
        lost.clear();
    }

    private void add(Batch batch, ConsumerRecord<byte[], byte[]> record) {
        var partition = AcceptedRecords.partition(record);
        try {
            if (lanes.isEmpty() || !lanes.isParked(AcceptedRecords.org(record), partition)) {
                batch.add(AcceptedRecords.row(record), clock.instant());
            }
        } catch (UndecodableException e) {
            batch.refuse(Refusal.of(record, e.getMessage()));
            metrics.refused(1);
        }
        batch.reached(partition, record.offset() + 1);
        progress.handled(partition, record.offset() + 1);
    }

    private SinkState check(Batch batch, int attempt) {
        for (var org : batch.orgs()) {
            if (stopRequested) {
                return new SinkState.Stopped();
            }
            delivery.check(batch, org);
            stayInGroup(batch);
        }
        return new SinkState.Writing(batch, attempt);
    }

    private SinkState write(Batch batch, int attempt) {
        for (var org : batch.orgs()) {
            if (stopRequested) {
                return new SinkState.Stopped();
            }
            delivery.write(batch, org);
            stayInGroup(batch);
        }
        if (batch.isEmpty()) {
            return new SinkState.Filling(new Batch());
        }
        return batch.size() == 0 ? new SinkState.Committing(batch) : tryLater(batch, attempt);
    }

    private SinkState tryLater(Batch batch, int attempt) {
        var pause = Backoffs.pause(attempt);
        var first = batch.firstPostponed().orElseThrow();
        LOGGER.atWarn()
                .addKeyValue("batch", batch)
                .addKeyValue("attempt", attempt)
                .addKeyValue("org", first.getKey())
                .addKeyValue("error", first.getValue())
                .log("Arc did not take all of a batch; trying again");
        batch.beginAttempt();
        return new SinkState.Waiting(batch, attempt, pause);
    }

    private SinkState pauseThenCheck(Batch batch, int attempt, Duration pause) {
        if (stopRequested) {
            return new SinkState.Stopped();
        }
        pollFor(batch, pause);
        return batch.isEmpty()
                ? new SinkState.Filling(batch)
                : new SinkState.Checking(batch, attempt + 1);
    }

    /** Polls on while Arc recovers, so that the group does not take our partitions away. */
    private void pollFor(Batch batch, Duration pause) {
        var deadline = clock.instant().plus(pause);
        var left = pause;
        while (left.isPositive() && !stopRequested) {
            var wait = left.compareTo(POLL_MAX) < 0 ? left : POLL_MAX;
            if (catchUp.step(consumer.groupMetadata())) {
                wait = Duration.ZERO;
            }
            if (batch.size() >= config.batchDueRows()) {
                consumer.pause(consumer.assignment());
            }
            // Partitions that come in during this poll are not paused, so records may come all the
            // same. In short steps, so that a stop is heard.
            fillFrom(batch, poll(wait));
            left = Duration.between(clock.instant(), deadline);
        }
        consumer.resume(consumer.assignment());
    }

    /**
     * Lets the group know that we live, when many orgs, or a few slow ones, take long. Takes no
     * rows: they would come into the middle of an attempt.
     */
    private void stayInGroup(Batch batch) {
        if (System.nanoTime() - polledAtNanos < SinkClients.pollWithin(config).toNanos() / 8) {
            return;
        }
        isTaking = false;
        consumer.pause(consumer.assignment());
        var records = poll(Duration.ZERO);
        isTaking = true;
        consumer.resume(consumer.assignment());
        if (!records.isEmpty()) {
            throw new IllegalStateException("records of a partition that is paused");
        }
        forgetLost(batch);
    }

    private SinkState commit(Batch batch) {
        var offsets = batch.offsets();
        commits.commit(offsets, consumer.groupMetadata(), batch.refusals(), lanes.uncommitted());
        progress.committed(offsets);
        lanes.committed();
        return new SinkState.Filling(new Batch());
    }

    /**
     * Our partitions are, or may be, another's by now, and it will find stored what we have
     * written. All of ours go back to the last commit, for the case that the group leaves some to
     * us.
     */
    private SinkState goBack() {
        var partitions = consumer.assignment();
        LOGGER.atWarn()
                .addKeyValue("partitions", partitions)
                .log("partitions were taken away before the commit");
        partitions.forEach(it -> consumer.seek(it, progress.committed(it)));
        consumer.resume(partitions);
        onPartitionsRevoked(partitions);
        onPartitionsAssigned(partitions);
        lost.clear();
        return new SinkState.Filling(new Batch());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (!isTaking) {
            consumer.pause(partitions);
        }
        checks.assigned(partitions);
        // Offsets first: they wait for whatever a predecessor has still to commit, and its marks
        // are then there, too.
        partitions.forEach(it -> progress.assigned(it, consumer.position(it)));
        lanes.assigned(kafka.marks().of(partitions));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        lost.addAll(partitions);
        checks.lost(partitions);
        progress.lost(partitions);
        lanes.lost(partitions);
        catchUp.lost(partitions);
    }

    /** Asks the loop to stop after its present move; from any thread. */
    void stop() {
        stopRequested = true;
    }
}
