package dev.memtrace.sink;

import dev.memtrace.core.wire.UndecodableException;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves batches from the accepted topic to the orgs' Arcs, one batch after the other; see {@link
 * SinkState}. One thread runs it.
 */
final class SinkLoop implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SinkLoop.class);
    private static final Duration POLL_MAX = Duration.ofMillis(500);

    private final SinkClients kafka;
    private final SinkConfig config;
    private final SinkMetrics metrics;
    private final Clock clock;
    private final Commits commits;
    private final Lanes lanes;
    private final Progress progress = new Progress();
    private final Delivery delivery;
    private final CatchUp catchUp;
    private final Membership membership;
    private final Duration unheardMax;
    private volatile boolean stopRequested;

    SinkLoop(
            SinkClients kafka,
            Arcs arcs,
            SinkConfig config,
            long logEpoch,
            SinkMetrics metrics,
            Clock clock) {
        this.kafka = kafka;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.commits = new Commits(kafka.producer(), config.kafka().topics(), logEpoch);
        this.lanes = new Lanes(metrics);
        var laneWrites = new LaneWrites(arcs, metrics, clock);
        var checks = new Checks();
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
        this.membership = new Membership(kafka, lanes, progress, checks, catchUp);
        // Before the next poll one org may take its time, and then a parked one.
        this.unheardMax = SinkClients.pollWithin(config).dividedBy(8);
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
        membership.join(config.kafka().topics().accepted());
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
        boolean isCatchingUp = catchUp.step(membership.proof());
        var limit = isCatchingUp ? Duration.ZERO : POLL_MAX;
        fill(batch, batch.untilDue(config.batchDueAfter(), clock.instant(), limit));
        if (!batch.isDue(config.batchDueRows(), config.batchDueAfter(), clock.instant())) {
            return new SinkState.Filling(batch);
        }
        return delivery.isAllSettled(batch)
                ? new SinkState.Writing(batch, 1)
                : new SinkState.Checking(batch, 1);
    }

    private void fill(Batch batch, Duration wait) {
        for (var record : membership.poll(wait, batch)) {
            add(batch, record);
        }
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
            membership.stay(unheardMax, batch);
        }
        return new SinkState.Writing(batch, attempt);
    }

    private SinkState write(Batch batch, int attempt) {
        for (var org : batch.orgs()) {
            if (stopRequested) {
                return new SinkState.Stopped();
            }
            delivery.write(batch, org);
            membership.stay(unheardMax, batch);
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
            if (catchUp.step(membership.proof())) {
                wait = Duration.ZERO;
            }
            if (batch.size() >= config.batchDueRows()) {
                membership.pause();
            }
            // Partitions that come in during this poll are not paused, so records may come all the
            // same. In short steps, so that a stop is heard.
            fill(batch, wait);
            left = Duration.between(clock.instant(), deadline);
        }
        membership.resume();
    }

    private SinkState commit(Batch batch) {
        var offsets = batch.offsets();
        commits.commit(offsets, membership.proof(), batch.refusals(), lanes.uncommitted());
        progress.committed(offsets);
        lanes.committed();
        return new SinkState.Filling(new Batch());
    }

    /** Our partitions may be another's by now; it will find stored what we have written. */
    private SinkState goBack() {
        var partitions = membership.goBack();
        LOGGER.atWarn()
                .addKeyValue("partitions", partitions)
                .log("partitions were taken away before the commit");
        return new SinkState.Filling(new Batch());
    }

    /** Asks the loop to stop after its present move; from any thread. */
    void stop() {
        stopRequested = true;
    }
}
