package dev.memtrace.core.directory;

import dev.memtrace.core.directory.DirectoryTarget.Aside;
import dev.memtrace.core.directory.DirectoryTarget.Batch;
import dev.memtrace.core.directory.DirectoryTarget.Progress;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the directory topic to a target, on a thread of its own. A target that cannot be resumed
 * (it follows another topic, was away for too long to have seen every removal, or is damaged) is
 * filled anew from the topic's start, beside the old one, which is read until then.
 */
final class DirectoryFollower implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

    /** How often a quiet follower makes sure that it has everything. */
    private static final Duration TOUCH_EVERY = Duration.ofMinutes(1);

    private static final Batch NOTHING = new Batch(List.of(), List.of());

    private final KafkaConfig kafka;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<EntryKind> kinds;
    private final DirectoryListener listener;
    private final DirectoryMetrics metrics;
    private final Clock clock;
    private DirectoryTopic topic;
    private DirectoryTarget target;

    /** When the target was last known to hold everything. */
    private Instant inTouchAt = Instant.EPOCH;

    private Instant touchedAt = Instant.EPOCH;
    private volatile boolean stopRequested;
    private volatile boolean failing;
    private Thread thread;

    private DirectoryFollower(
            KafkaConfig kafka,
            DirectoryTopic topic,
            KafkaConsumer<byte[], byte[]> consumer,
            Set<EntryKind> kinds,
            DirectoryTarget target,
            DirectoryListener listener,
            Clock clock) {
        this.kafka = kafka;
        this.topic = topic;
        this.consumer = consumer;
        this.kinds = Set.copyOf(kinds);
        this.target = target;
        this.listener = listener;
        this.metrics = new DirectoryMetrics();
        this.clock = clock;
    }

    /**
     * Returns once everything that the topic holds now is applied; goes on from there.
     *
     * @param kinds what is applied; others are passed over without being read
     * @param target is closed with this, also when this fails
     */
    static DirectoryFollower start(
            KafkaConfig kafka,
            Set<EntryKind> kinds,
            DirectoryTarget target,
            DirectoryListener listener,
            Clock clock) {
        DirectoryTopic topic;
        KafkaConsumer<byte[], byte[]> consumer;
        try {
            topic = DirectoryTopic.describe(kafka);
            consumer = topic.consumer(kafka);
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
        var follower =
                new DirectoryFollower(kafka, topic, consumer, kinds, target, listener, clock);
        try {
            follower.begin();
        } catch (RuntimeException e) {
            consumer.close();
            follower.target.close();
            throw e;
        }
        follower.thread = Thread.ofPlatform().name("directory-follower").daemon().start(follower);
        return follower;
    }

    private void begin() {
        var known = target.progress();
        var obstacle = known.flatMap(this::obstacleTo);
        if (known.isEmpty()) {
            makeAnew();
        } else if (obstacle.isPresent()) {
            rebuild(obstacle.get());
        } else {
            inTouchAt = known.get().inTouchAt();
            consumer.seek(topic.partition(), known.get().next());
            fill(target);
            listener.replaced();
        }
    }

    /** Why the target cannot go on where it stopped; empty if it can. */
    private Optional<String> obstacleTo(Progress progress) {
        if (!progress.topicId().equals(topic.id())) {
            return Optional.of("it follows another topic");
        }
        var here = List.of(topic.partition());
        long first = consumer.beginningOffsets(here).get(topic.partition());
        long end = consumer.endOffsets(here).get(topic.partition());
        if (progress.next() < first || progress.next() > end) {
            return Optional.of("its place is not on the topic");
        }
        return wasAwayTooLong(progress.inTouchAt())
                ? Optional.of("it was away for too long to have seen every removal")
                : Optional.empty();
    }

    private boolean wasAwayTooLong(Instant since) {
        // Half of it, because the broker's cleaner and our clocks are not exact.
        return since.plus(topic.tombstonesKept().dividedBy(2)).isBefore(clock.instant());
    }

    private void rebuild(String reason) {
        LOGGER.atWarn()
                .addKeyValue("topic", topic.partition().topic())
                .addKeyValue("reason", reason)
                .log("the copy of the directory is made anew");
        metrics.rebuilding();
        topic = DirectoryTopic.describe(kafka); // it may be another one than before
        makeAnew();
    }

    private void makeAnew() {
        var fresh = target.fresh();
        try {
            consumer.seekToBeginning(List.of(topic.partition()));
            fill(fresh);
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
        target = target.replacedBy(fresh);
        listener.replaced();
    }

    /** Applies, from where the consumer stands, all that is there now. */
    private void fill(DirectoryTarget into) {
        var partition = topic.partition();
        var start = clock.instant();
        var reported = start;
        long from = consumer.position(partition);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end && !stopRequested) {
            apply(into, consumer.poll(POLL));
            if (!reported.plus(REPORT_EVERY).isAfter(clock.instant())) {
                reported = clock.instant();
                LOGGER.atInfo()
                        .addKeyValue("done", consumer.position(partition) - from)
                        .addKeyValue("of", end - from)
                        .log("the directory is being read");
            }
        }
        into.apply(NOTHING, progressAt(start));
        inTouchAt = start;
        touchedAt = start;
        LOGGER.atInfo()
                .addKeyValue("topic", partition.topic())
                .addKeyValue("records", end - from)
                .addKeyValue("durationMs", Duration.between(start, clock.instant()).toMillis())
                .log("directory is there");
    }

    @Override
    public void run() {
        try (consumer) {
            while (!stopRequested) {
                follow();
            }
        } catch (WakeupException e) {
            LOGGER.atDebug().log("directory follower stops");
        } finally {
            target.close();
        }
    }

    private void follow() {
        try {
            if (wasAwayTooLong(inTouchAt)) { // a suspended machine, or Kafka was away
                failing = true;
                rebuild("it was away for too long to have seen every removal");
            }
            var changes = apply(target, consumer.poll(POLL));
            if (!changes.isEmpty()) {
                listener.applied(changes);
            }
            touchIfQuiet();
            failing = false;
        } catch (WakeupException e) {
            throw e;
        } catch (OffsetOutOfRangeException e) {
            tryRebuild("its place is not on the topic");
        } catch (DirectoryException e) {
            if (e.isDamage()) {
                tryRebuild(e.getMessage());
            } else {
                pauseAfter(e);
            }
        } catch (RuntimeException e) {
            pauseAfter(e);
        }
    }

    private void tryRebuild(String reason) {
        failing = true;
        try {
            rebuild(reason);
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            pauseAfter(e);
        }
    }

    private void pauseAfter(RuntimeException e) {
        failing = true;
        LOGGER.atError().setCause(e).log("the directory cannot be followed; trying again");
        LockSupport.parkNanos(POLL.toNanos());
        try {
            target.progress().ifPresent(known -> consumer.seek(topic.partition(), known.next()));
        } catch (DirectoryException again) {
            LOGGER.atDebug().setCause(again).log("the directory's file does not answer");
        }
    }

    /** Once in a while a quiet follower asks whether it has everything, and notes that it has. */
    private void touchIfQuiet() {
        var now = clock.instant();
        if (touchedAt.plus(TOUCH_EVERY).isAfter(now)) {
            return;
        }
        touchedAt = now;
        if (!DirectoryTopic.describe(kafka).id().equals(topic.id())) {
            failing = true;
            rebuild("it follows another topic");
            return;
        }
        var partition = topic.partition();
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        if (consumer.position(partition) >= end) {
            inTouchAt = now;
            target.apply(NOTHING, progressAt(now));
        }
    }

    private Progress progressAt(Instant inTouch) {
        return new Progress(topic.id(), consumer.position(topic.partition()), inTouch);
    }

    private List<DirectoryChange> apply(
            DirectoryTarget into, ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        var changes = new ArrayList<DirectoryChange>(records.count());
        var aside = new ArrayList<Aside>();
        for (var record : records) {
            try {
                if (kinds.contains(EntryKey.decode(record.key()).kind())) {
                    changes.add(DirectoryChange.decode(record));
                }
            } catch (UndecodableException e) {
                aside.add(aside(record, e.getMessage()));
            }
        }
        var progress = progressAt(inTouchAt);
        into.apply(new Batch(changes, aside), progress);
        metrics.applied(changes.size(), aside.size(), progress.next());
        return changes;
    }

    /** The position moves past it all the same, else whoever waits for it would wait for ever. */
    private static Aside aside(ConsumerRecord<byte[], byte[]> record, String error) {
        LOGGER.atError()
                .addKeyValue("topic", record.topic())
                .addKeyValue("firstOffset", record.offset())
                .addKeyValue("error", error)
                .log("directory record set aside");
        return new Aside(record, error);
    }

    /** Whether changes arrive, as far as is known. */
    boolean isFollowing() {
        return !failing && thread.isAlive();
    }

    DirectoryMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        stopRequested = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
