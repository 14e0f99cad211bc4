package dev.memtrace.inbox;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.LoopRunner;
import dev.memtrace.core.wire.DedupLag;
import dev.memtrace.core.wire.GroupReader;
import dev.memtrace.core.wire.Handled;
import dev.memtrace.core.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records from the inboxes to the memories topic, and aside those that are none. Memories are
 * durable before the offsets are committed, so a crash takes nothing and repeats some, which dedup
 * knows by their ids. One thread.
 */
final class InboxLoop implements LoopRunner.Loop, GroupReader.Owner {
    private static final Logger LOGGER = LoggerFactory.getLogger(InboxLoop.class);
    private static final Duration POLL_MAX = Duration.ofMillis(100);
    private static final Duration COMMIT_EVERY = Duration.ofMillis(50);
    private static final int REJECTED_BYTES_MAX = 8 * 1024 * 1024;

    private final InboxClients kafka;
    private final GroupReader reader;
    private final Topics topics;
    private final Supplier<Set<OrgId>> owners;
    private final InboxCheck check;
    private final MemoryWriter writer;
    private final Handled handled;
    private final Throttle throttle;
    private final InboxMetrics metrics;
    private final Caution caution;
    private Set<OrgId> subscribed = Set.of();
    private long committedNanos = System.nanoTime();
    private volatile boolean stopRequested;

    /**
     * Takes over the clients.
     *
     * @param owners those whose inboxes are there now
     * @param caution is told of what cannot be read; the loop ends when it is no longer what the
     *     clients were opened for
     */
    InboxLoop(
            InboxClients kafka,
            InboxConfig config,
            Supplier<Set<OrgId>> owners,
            DedupLag lag,
            InboxMetrics metrics,
            Caution caution,
            Clock clock) {
        this.kafka = kafka;
        this.reader = new GroupReader(kafka.inboxes(), this);
        this.topics = config.kafka().topics();
        this.owners = owners;
        this.check = new InboxCheck(config, clock);
        this.writer = new MemoryWriter(kafka.memories(), topics.memories());
        this.handled = new Handled(kafka.commits(), REJECTED_BYTES_MAX);
        this.throttle = new Throttle(lag::last, config.dedupLagMax());
        this.metrics = metrics;
        this.caution = caution;
    }

    @Override
    public void run() {
        try (kafka) {
            try {
                while (!stopRequested && kafka.isCareful() == caution.isOn()) {
                    step();
                }
                commit();
            } finally {
                reader.end();
            }
        }
    }

    private void step() {
        subscribe();
        takeWaiting();
        if (subscribed.isEmpty()) {
            LockSupport.parkNanos(POLL_MAX.toNanos());
        } else {
            poll();
            takeWaiting();
        }
        if (handled.isFull() || System.nanoTime() - committedNanos >= COMMIT_EVERY.toNanos()) {
            commit();
        }
    }

    private void poll() {
        try {
            reader.poll(POLL_MAX);
        } catch (OutOfMemoryError | RuntimeException e) {
            if (reader.hasFailedToLeave() || !Obstacle.mayHaveCaused(e)) {
                throw e;
            }
            caution.alarm();
            if (!kafka.isCareful()) {
                throw e; // what else was read is lost with it; the next loop reads one by one
            }
            Obstacle.pass(kafka.inboxes()).ifPresent(this::reject);
        }
    }

    /** Told as so many records as there are offsets: what they were, nobody knows. */
    private void reject(UnreadableStretch stretch) {
        LOGGER.atWarn()
                .addKeyValue("partition", stretch.partition())
                .addKeyValue("from", stretch.from())
                .addKeyValue("to", stretch.to())
                .log("records cannot be read, and are passed over");
        write(Rejection.of(stretch, topics.rejected()));
        handled.add(stretch.partition(), stretch.to());
        metrics.rejected(stretch.to() - stretch.from());
    }

    private void write(Rejection rejection) {
        handled.write(rejection.source(), rejection.record(), rejection.bytes());
    }

    private void subscribe() {
        var now = owners.get();
        if (now.equals(subscribed)) {
            return;
        }
        reader.read(now.stream().map(topics::inbox).toList());
        subscribed = now;
        metrics.inboxes(now.size());
    }

    /** As far as dedup keeps up. */
    private void takeWaiting() {
        while (!reader.isEmpty() && throttle.isOpen() && !handled.isFull()) {
            take(reader.removeFirst());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        switch (checked(record)) {
            case Checked.Good good -> {
                writer.write(good);
                throttle.wrote(good.memories().size());
                metrics.taken(good.memories().size());
            }
            case Checked.Bad bad -> {
                write(Rejection.of(record, bad, topics.rejected()));
                metrics.rejected(1);
            }
        }
        handled.add(record);
    }

    private Checked checked(ConsumerRecord<byte[], byte[]> record) {
        var org = topics.inboxOwner(record.topic()).orElseThrow();
        try {
            return check.check(org, record);
        } catch (RuntimeException e) {
            // Nobody's record may stop a partition, not even by a fault of ours.
            LOGGER.atError()
                    .setCause(e)
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("a record could not be checked");
            return new Checked.Bad("it could not be checked, by a fault of memtrace", true);
        }
    }

    private void commit() {
        if (!handled.isEmpty()) {
            writer.await();
            handled.commit(reader.member());
        }
        committedNanos = System.nanoTime();
    }

    @Override
    public void leaving(Collection<TopicPartition> revoked) {
        commit();
    }

    @Override
    public void left(Collection<TopicPartition> lost) {
        handled.forget(lost);
    }

    @Override
    public void lostPlace() {
        metrics.lostPlace();
    }

    @Override
    public void stop() {
        stopRequested = true;
    }
}
