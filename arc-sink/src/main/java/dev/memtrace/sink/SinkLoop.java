package dev.memtrace.sink;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.LoopRunner;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves memories from the accepted topic to the orgs' Arcs: reads the log, hands each row to its
 * org's lane, begins calls to Arcs and takes their answers, and commits what is proven. One thread
 * runs it and owns everything; only calls to Arcs are made on others.
 */
final class SinkLoop implements LoopRunner.Loop {
    private static final Logger LOGGER = LoggerFactory.getLogger(SinkLoop.class);
    private static final Duration POLL_MAX = Duration.ofMillis(100);

    /** While an answer may come at any time. */
    private static final Duration POLL_BESIDE_CALLS = Duration.ofMillis(5);

    private static final Duration COMMIT_EVERY = Duration.ofMillis(100);
    private static final Duration HEAR_WISHES_EVERY = Duration.ofMillis(500);

    private final SinkClients kafka;
    private final SinkConfig config;
    private final InstantSource steady;
    private final Partitions partitions = new Partitions();
    private final Lanes lanes;
    private final Ledger ledger;
    private final Commits commits;
    private final Dispatcher dispatcher;
    private final Rereader rereader;
    private final Membership membership;
    private final SinkMetrics metrics;
    private Instant committedAt = Instant.EPOCH;
    private Instant wishesHeardAt = Instant.EPOCH;
    private volatile boolean stopRequested;

    /** Takes over the clients. */
    SinkLoop(
            SinkClients kafka,
            SinkConfig config,
            Arcs arcs,
            SinkMetrics metrics,
            InstantSource steady) {
        this.kafka = kafka;
        this.config = config;
        this.metrics = metrics;
        this.steady = steady;
        var limits = new OrgLane.LaneLimits(config.batchRowsMax(), config.laneBytesMax());
        this.lanes = new Lanes(partitions, limits, new Space(config.bytesMax()));
        this.ledger = new Ledger(lanes, partitions, arcs.logEpoch());
        this.commits = new Commits(kafka.producer(), config.kafka().topics(), arcs.logEpoch());
        this.dispatcher = new Dispatcher(arcs, lanes, partitions, ledger, config, steady);
        this.rereader = new Rereader(kafka.again(), lanes, partitions, metrics);
        this.membership = new Membership(kafka, lanes, partitions, ledger, metrics, steady);
    }

    /**
     * Moves until it is told to stop; whatever it throws, nothing is lost: the next loop goes on at
     * the last commit.
     */
    @Override
    public void run() {
        try (kafka) {
            begin();
            while (!stopRequested) {
                step();
            }
        }
    }

    void begin() {
        membership.join(config.kafka().topics().accepted());
    }

    /** One round. What waits when the loop is stopped comes again after the next start. */
    void step() {
        try {
            dispatcher.takeAnswers();
            dispatcher.beginCalls();
            boolean isRereading = rereader.step();
            hearWishes();
            commit();
            read(isRereading);
        } catch (CommitFailedException e) {
            goBack();
        }
    }

    private void read(boolean isRereading) {
        var wait =
                isRereading
                        ? Duration.ZERO
                        : dispatcher.isWaiting() ? POLL_BESIDE_CALLS : dispatcher.idleFor(POLL_MAX);
        for (var record : membership.poll(wait)) {
            take(record);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var row = Row.of(record);
        OrgId org;
        try {
            org = MemoryRecord.of(record.value()).org();
        } catch (UndecodableException e) {
            ledger.stray(Refusal.of(row, e.getMessage()));
            partitions.handled(row.partition(), row.offset() + 1);
            return;
        }
        lanes.take(org, row, steady.instant());
        partitions.handled(row.partition(), row.offset() + 1);
    }

    private void hearWishes() {
        var now = steady.instant();
        if (wishesHeardAt.plus(HEAR_WISHES_EVERY).isAfter(now)) {
            return;
        }
        wishesHeardAt = now;
        kafka.kept()
                .wishes()
                .forEach(
                        (lane, offset) -> {
                            boolean isMine = partitions.isOurs(lane.partition());
                            if (isMine
                                    && !ledger.isGranted(lane)
                                    && lanes.reprove(lane, offset, now)) {
                                ledger.granted(lane);
                            }
                        });
    }

    private void commit() {
        var now = steady.instant();
        if (committedAt.plus(COMMIT_EVERY).isAfter(now)) {
            return;
        }
        var next = ledger.next();
        metrics.lanesClosed(lanes.countClosed());
        if (!next.offsets().isEmpty()) {
            commits.commit(next, membership.proof());
            ledger.committed(next);
            next.granted().forEach(kafka.kept()::granted);
            metrics.refused(next.refusals().size());
            lanes.dropQuiet();
        }
        committedAt = steady.instant();
    }

    /** Our partitions may be another's by now; it will find stored what we have written. */
    private void goBack() {
        var ours = membership.goBack();
        LOGGER.atWarn()
                .addKeyValue("partitions", ours)
                .log("partitions were taken away before the commit");
        // The group has to be heard first: only a poll finds a place in it again.
        committedAt = steady.instant();
    }

    /** Asks the loop to stop after its present round; from any thread. */
    @Override
    public void stop() {
        stopRequested = true;
    }
}
