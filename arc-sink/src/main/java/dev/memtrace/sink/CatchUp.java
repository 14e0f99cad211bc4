package dev.memtrace.sink;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings parked lanes whose org has an Arc now up to where the loop is, from their marks on; there
 * they are open again. In short steps between those of the loop, on its thread.
 */
final class CatchUp {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** A step ends with the first lane after this; one lane may take the client's time-outs. */
    private static final Duration STEP_TIME = Duration.ofMillis(200);

    /** After a longer one, the loop has as much time for itself. */
    private static final Duration LONG_STEP = Duration.ofSeconds(1);

    private final PassReader reader;
    private final LaneWrites writes;
    private final Lanes lanes;
    private final Progress progress;
    private final Commits commits;
    private final int rowsDue;
    private final Clock clock;
    private Optional<Pass> pass = Optional.empty();
    private int turn;

    /** Nothing is done before. */
    private Instant restsUntil = Instant.EPOCH;

    CatchUp(
            PassReader reader,
            LaneWrites writes,
            Lanes lanes,
            Progress progress,
            Commits commits,
            int rowsDue,
            Clock clock) {
        this.reader = reader;
        this.writes = writes;
        this.lanes = lanes;
        this.progress = progress;
        this.commits = commits;
        this.rowsDue = rowsDue;
        this.clock = clock;
    }

    void lost(Collection<TopicPartition> partitions) {
        pass = pass.filter(it -> !partitions.contains(it.partition()));
    }

    /**
     * Does some of what there is to do.
     *
     * @return whether there may be more right now
     * @throws org.apache.kafka.clients.consumer.CommitFailedException if the partitions are
     *     another's now
     */
    boolean step(ConsumerGroupMetadata group) {
        if (lanes.isEmpty() || restsUntil.isAfter(clock.instant())) {
            return false;
        }
        if (pass.isEmpty()) {
            pass = begin();
        }
        if (pass.isEmpty()) {
            restsUntil = clock.instant().plus(LOOK_EVERY);
            return false;
        }
        long start = System.nanoTime();
        goOn(pass.get(), group);
        var took = Duration.ofNanos(System.nanoTime() - start);
        if (took.compareTo(LONG_STEP) > 0) {
            restsUntil = clock.instant().plus(took);
        }
        return true;
    }

    /** In one partition after the other, so that none has to wait for the end of another. */
    private Optional<Pass> begin() {
        var ready =
                lanes.parked().stream()
                        .filter(this::canMove)
                        .collect(Collectors.groupingBy(Lane::partition));
        if (ready.isEmpty()) {
            return Optional.empty();
        }
        var partitions =
                ready.keySet().stream()
                        .sorted(Comparator.comparingInt(TopicPartition::partition))
                        .toList();
        var partition = partitions.get(Math.floorMod(turn++, partitions.size()));
        var its = ready.get(partition);
        long from = its.stream().mapToLong(lanes::mark).min().orElseThrow();
        return Optional.of(new Pass(partition, its, from));
    }

    private boolean canMove(Lane lane) {
        long mark = lanes.mark(lane);
        long end = progress.handled(lane.partition());
        boolean hasWay = mark < end || (mark == end && canOpen(lane.partition()));
        return hasWay && writes.isReady(lane);
    }

    /**
     * Whether lanes that are where the loop is can be its own again. What it has not committed it
     * takes again after a crash: then they must still be parked.
     */
    private boolean canOpen(TopicPartition partition) {
        return progress.isAllCommitted(partition);
    }

    private void goOn(Pass now, ConsumerGroupMetadata group) {
        long end = progress.handled(now.partition());
        if (now.size() < rowsDue && now.position() < end) {
            reader.read(now, end);
        }
        boolean isAtEnd = now.position() >= end;
        serve(now, isAtEnd, group);
        if (now.lanes().isEmpty() || (isAtEnd && now.size() == 0)) {
            pass = Optional.empty();
        }
    }

    private void serve(Pass now, boolean isAtEnd, ConsumerGroupMetadata group) {
        var mark =
                isAtEnd && canOpen(now.partition())
                        ? OptionalLong.empty()
                        : OptionalLong.of(now.position());
        var moved = new HashMap<Lane, OptionalLong>();
        var refusals = new ArrayList<Refusal>();
        boolean isDue = isAtEnd || now.size() >= rowsDue;
        long start = System.nanoTime();
        for (var lane : now.lanes()) {
            var found = now.found(lane);
            boolean isServed = isDue || writes.isSuspect(lane);
            if (!isServed || (found.isEmpty() && !isAtEnd)) {
                continue; // its mark can stay where it is
            }
            var refused = writes.write(lane, found, now.age());
            if (refused.isEmpty()) {
                lanes.startsAt(lane, found.firstOffset());
                now.leave(lane);
                continue;
            }
            refusals.addAll(refused.get());
            moved.put(lane, mark);
            now.served(lane);
            if (System.nanoTime() - start > STEP_TIME.toNanos()) {
                break;
            }
        }
        keep(now, moved, refusals, group);
    }

    private void keep(
            Pass now,
            Map<Lane, OptionalLong> moved,
            List<Refusal> refusals,
            ConsumerGroupMetadata group) {
        if (moved.isEmpty()) {
            return;
        }
        // The offset does not change: it is there for the group to say whether it is still ours.
        var offset = Map.of(now.partition(), progress.committed(now.partition()));
        commits.commit(offset, group, refusals, moved);
        moved.forEach(
                (lane, mark) -> {
                    lanes.moved(lane, mark);
                    if (mark.isEmpty()) {
                        now.leave(lane);
                    }
                });
    }
}
