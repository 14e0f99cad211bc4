package dev.memtrace.core.directory;

import dev.memtrace.core.directory.DirectoryTarget.Batch;
import dev.memtrace.core.directory.DirectoryTarget.Progress;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.ReadProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the directory topic to a target, on a thread of its own; see {@link FollowerState}. A
 * target that cannot be resumed (it follows another topic, was away for too long to have seen every
 * removal, or is damaged) is filled anew from the topic's start.
 */
final class DirectoryFollower implements Runnable, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

    /** How often it notes for its next start that it has everything, of the same topic. */
    private static final Duration NOTE_EVERY = Duration.ofMinutes(1);

    private final DirectoryFeed feed;
    private final DirectoryTarget target;
    private final DirectoryListener listener;
    private final DirectoryMetrics metrics = new DirectoryMetrics();
    private final Clock clock;
    private final Contact contact = new Contact();
    private final ReadProgress progress = new ReadProgress();

    /** Set by readers, who meet what the follower does not look at. */
    private final AtomicReference<String> damage = new AtomicReference<>("");

    /** The offset after the last one applied. */
    private long next;

    private Instant notedAt = Instant.EPOCH;
    private volatile boolean following;
    private volatile boolean stopRequested;
    private Thread thread;

    private DirectoryFollower(
            DirectoryFeed feed, DirectoryTarget target, DirectoryListener listener, Clock clock) {
        this.feed = feed;
        this.target = target;
        this.listener = listener;
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
        DirectoryFeed feed;
        try {
            feed = DirectoryFeed.open(kafka, kinds);
        } catch (RuntimeException e) {
            target.close();
            throw e;
        }
        var follower = new DirectoryFollower(feed, target, listener, clock);
        try {
            follower.begin();
        } catch (RuntimeException e) {
            feed.close();
            target.close();
            throw e;
        }
        follower.thread = Thread.ofPlatform().name("directory-follower").daemon().start(follower);
        return follower;
    }

    private void begin() {
        var known = target.progress();
        var obstacle = known.flatMap(this::obstacleTo);
        if (known.isPresent() && obstacle.isEmpty()) {
            contact.resume(known.get().inTouchAt());
            feed.seek(known.get().next());
            catchUp();
            show();
        } else {
            obstacle.ifPresent(this::announce);
            rebuild();
        }
        following = true;
    }

    /** Why the target cannot go on where it stopped; empty if it can. */
    private Optional<String> obstacleTo(Progress progress) {
        if (!progress.topicId().equals(feed.topic().id())) {
            return Optional.of("it follows another topic");
        }
        if (progress.next() < feed.first() || progress.next() > feed.end()) {
            return Optional.of("its place is not on the topic");
        }
        return wasAwayTooLong(progress.inTouchAt())
                ? Optional.of("it was away for too long to have seen every removal")
                : Optional.empty();
    }

    private boolean wasAwayTooLong(Instant since) {
        // Half of it, because the broker's cleaner and our clocks are not exact.
        return since.plus(feed.topic().tombstonesKept().dividedBy(2)).isBefore(clock.instant());
    }

    @Override
    public void run() {
        try (feed;
                target) {
            FollowerState state = new FollowerState.Following();
            while (!(state instanceof FollowerState.Stopped)) {
                state = step(state);
                following = state instanceof FollowerState.Following;
            }
        }
    }

    /** One move. All control flow of the follower is here; run() calls it until Stopped. */
    private FollowerState step(FollowerState state) {
        if (stopRequested) {
            return new FollowerState.Stopped();
        }
        try {
            return switch (state) {
                case FollowerState.Following _ -> follow();
                case FollowerState.Rebuilding _ -> {
                    rebuild();
                    yield new FollowerState.Following();
                }
                case FollowerState.Stopped stopped -> stopped;
            };
        } catch (WakeupException e) {
            LOGGER.atDebug().log("directory follower stops");
            return new FollowerState.Stopped();
        } catch (RuntimeException e) {
            log(e);
            LockSupport.parkNanos(POLL.toNanos());
            return state instanceof FollowerState.Following ? goBack() : state;
        }
    }

    private static void log(RuntimeException e) {
        if (e instanceof RetriableException || e instanceof KafkaUnavailableException) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("Kafka is away; the directory stands still");
        } else {
            LOGGER.atError().setCause(e).log("the directory cannot be followed; trying again");
        }
    }

    private FollowerState follow() {
        var obstacle = damage.getAndSet("");
        if (obstacle.isEmpty()
                && wasAwayTooLong(contact.inTouchAt())) { // a suspended machine, or no Kafka
            obstacle = "it was away for too long to have seen every removal";
        }
        if (!obstacle.isEmpty()) {
            return rebuilding(obstacle);
        }
        try {
            var batch = apply(feed.poll(POLL));
            var told = tell(batch); // before anything that may take time
            progress.advance(Map.of(feed.topic().partition(), next));
            keepInTouch(!batch.isEmpty());
            return told instanceof FollowerState.Following && topicIsAnother()
                    ? rebuilding("it follows another topic")
                    : told;
        } catch (OffsetOutOfRangeException e) {
            return rebuilding("its place is not on the topic");
        } catch (DirectoryException e) {
            if (!e.isDamage()) {
                throw e;
            }
            return rebuilding(e.getMessage());
        }
    }

    /** What is in memory beside the target must not fall behind it. */
    private FollowerState tell(Batch batch) {
        if (!batch.changes().isEmpty()) {
            try {
                listener.applied(batch.changes());
            } catch (RuntimeException e) {
                LOGGER.atError().setCause(e).log("a change of the directory was not taken over");
                return rebuilding("what was applied was not taken over");
            }
        }
        return new FollowerState.Following();
    }

    private FollowerState rebuilding(String reason) {
        announce(reason);
        return new FollowerState.Rebuilding(reason);
    }

    private void announce(String reason) {
        LOGGER.atWarn()
                .addKeyValue("topic", feed.topic().partition().topic())
                .addKeyValue("reason", reason)
                .log("the copy of the directory is made anew");
        metrics.rebuilding();
    }

    /** What was polled and not applied is polled again. */
    private FollowerState goBack() {
        feed.seek(next);
        return new FollowerState.Following();
    }

    private void rebuild() {
        target.clear();
        feed.startOver();
        catchUp();
        target.complete();
        show();
    }

    private void show() {
        listener.replaced();
        progress.advance(Map.of(feed.topic().partition(), next));
        contact.heard(clock.instant()); // however long all that took, the broker was there
    }

    /** Applies, from where the feed stands, all that is there now. */
    private void catchUp() {
        var start = clock.instant();
        var reported = start;
        long from = feed.position();
        long end = feed.end();
        next = from;
        while (feed.position() < end) {
            if (stopRequested) {
                throw new WakeupException(); // what is not whole must not be taken for whole
            }
            apply(feed.poll(POLL));
            if (!reported.plus(REPORT_EVERY).isAfter(clock.instant())) {
                reported = clock.instant();
                LOGGER.atInfo()
                        .addKeyValue("done", feed.position() - from)
                        .addKeyValue("of", end - from)
                        .log("the directory is being read");
            }
        }
        contact.caughtUp(start, end);
        note(start);
        LOGGER.atInfo()
                .addKeyValue("topic", feed.topic().partition().topic())
                .addKeyValue("records", end - from)
                .addKeyValue("durationMs", Duration.between(start, clock.instant()).toMillis())
                .log("directory is there");
    }

    private Batch apply(Batch batch) {
        long reached = feed.position();
        if (!batch.isEmpty()) {
            target.apply(batch, new Progress(feed.topic().id(), reached, contact.inTouchAt()));
            metrics.applied(batch.changes().size(), batch.aside().size(), reached);
        }
        next = reached;
        return batch;
    }

    private void keepInTouch(boolean heard) {
        var now = clock.instant();
        if (heard) {
            contact.heard(now);
        }
        if (contact.isDue(now)) {
            contact.asked(now, next, feed.end());
        }
    }

    /** Looked at once in a while; also notes for the next start how far this one was in touch. */
    private boolean topicIsAnother() {
        var now = clock.instant();
        if (notedAt.plus(NOTE_EVERY).isAfter(now)) {
            return false;
        }
        if (!feed.isSameTopic()) {
            return true;
        }
        note(now);
        return false;
    }

    private void note(Instant now) {
        target.apply(Batch.NOTHING, new Progress(feed.topic().id(), next, contact.inTouchAt()));
        notedAt = now;
    }

    /** Somebody who reads the target has found it damaged; from any thread. */
    void foundDamage(String what) {
        damage.set(what);
    }

    /** Whether changes arrive, as far as is known. */
    boolean isFollowing() {
        return following && thread.isAlive() && contact.isFresh(clock.instant());
    }

    /** How far what was read can be seen. */
    ReadProgress progress() {
        return progress;
    }

    DirectoryMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        stopRequested = true;
        feed.wakeup();
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                thread.interrupt(); // it waits for a broker that does not answer
                thread.join(CLOSE_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
