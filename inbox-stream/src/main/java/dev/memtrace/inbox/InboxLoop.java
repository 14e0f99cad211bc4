package dev.memtrace.inbox;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.LoopRunner;
import dev.memtrace.core.wire.DedupLag;
import dev.memtrace.core.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves records from the inboxes to the memories topic, and aside those that are none. Memories are
 * durable before the offsets are committed, so a crash takes nothing and repeats some, which dedup
 * knows by their ids. One thread.
 */
final class InboxLoop implements LoopRunner.Loop, ConsumerRebalanceListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(InboxLoop.class);
    private static final Duration POLL_MAX = Duration.ofMillis(100);

    /** While dedup is behind. */
    private static final Duration POLL_THROTTLED = Duration.ofMillis(20);

    private static final Duration COMMIT_EVERY = Duration.ofMillis(50);

    private final InboxClients kafka;
    private final Consumer<byte[], byte[]> inboxes;
    private final Topics topics;
    private final Supplier<Set<OrgId>> owners;
    private final InboxCheck check;
    private final MemoryWriter writer;
    private final Handled handled;
    private final Throttle throttle;
    private final InboxMetrics metrics;
    private final Caution caution;

    /** Polled and not looked at yet. */
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    private Set<OrgId> subscribed = Set.of();
    private long committedNanos = System.nanoTime();
    private boolean isOver;
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
        this.inboxes = kafka.inboxes();
        this.topics = config.kafka().topics();
        this.owners = owners;
        this.check = new InboxCheck(config, clock);
        this.writer = new MemoryWriter(kafka.memories(), topics.memories());
        this.handled = new Handled(kafka.commits());
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
                isOver = true;
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
        }
        if (handled.isFull() || System.nanoTime() - committedNanos >= COMMIT_EVERY.toNanos()) {
            commit();
        }
    }

    private void subscribe() {
        var now = owners.get();
        if (now.equals(subscribed)) {
            return;
        }
        inboxes.subscribe(now.stream().map(topics::inbox).toList(), this);
        subscribed = now;
        metrics.inboxes(now.size());
    }

    private void poll() {
        if (waiting.isEmpty()) {
            inboxes.resume(inboxes.paused());
            read(POLL_MAX);
            takeWaiting();
        } else {
            inboxes.pause(inboxes.assignment());
            // Only to be heard by the group; what is assigned meanwhile is not paused.
            read(POLL_THROTTLED);
        }
    }

    private void read(Duration time) {
        try {
            inboxes.poll(time).forEach(waiting::add);
        } catch (OutOfMemoryError | KafkaException e) {
            if (!Obstacle.mayHaveCaused(e)) {
                throw e;
            }
            caution.alarm();
            if (!kafka.isCareful()) {
                throw e; // what else was read is lost with it; the next loop reads one by one
            }
            Obstacle.pass(inboxes).ifPresent(this::reject);
        }
    }

    private void reject(UnreadableStretch stretch) {
        LOGGER.atWarn()
                .addKeyValue("partition", stretch.partition())
                .addKeyValue("from", stretch.from())
                .addKeyValue("to", stretch.to())
                .log("records cannot be read, and are passed over");
        handled.add(Rejection.of(stretch, topics.rejected()));
        handled.add(stretch.partition(), stretch.to());
        metrics.rejected();
    }

    private void takeWaiting() {
        while (!waiting.isEmpty() && throttle.isOpen() && !handled.isFull()) {
            take(waiting.removeFirst());
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
                handled.add(Rejection.of(record, bad, topics.rejected()));
                metrics.rejected();
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
            handled.commit(inboxes.groupMetadata());
        }
        committedNanos = System.nanoTime();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        if (assigned.isEmpty()) {
            return;
        }
        var committed = inboxes.committed(Set.copyOf(assigned));
        inboxes.beginningOffsets(assigned)
                .forEach(
                        (partition, beginning) -> {
                            var place = committed.get(partition);
                            if (place != null && place.offset() < beginning) {
                                metrics.lostPlace();
                                LOGGER.atError()
                                        .addKeyValue("partition", partition)
                                        .addKeyValue("offset", place.offset())
                                        .addKeyValue("beginning", beginning)
                                        .log("records are lost: the inbox does not keep them");
                            }
                        });
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        if (isOver) {
            return; // all is committed, or the next loop begins at the last commit
        }
        commit();
        forget(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        handled.forget(lost);
        forget(lost);
    }

    private void forget(Collection<TopicPartition> gone) {
        waiting.removeIf(it -> gone.contains(new TopicPartition(it.topic(), it.partition())));
    }

    @Override
    public void stop() {
        stopRequested = true;
    }
}
