package dev.memtrace.sink;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the accepted topic again for tracks that are not where the loop is, and never beyond that.
 * One reading serves all tracks of a partition that it comes by. Loop thread only.
 */
final class Rereader {
    private static final Logger LOGGER = LoggerFactory.getLogger(Rereader.class);
    private static final Duration READ_MAX = Duration.ofMillis(20);

    /** They have waited in the log, and wait no longer for company. */
    private static final Instant LONG_AGO = Instant.EPOCH;

    private static final Duration TURN = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final Lanes lanes;
    private final Partitions partitions;
    private final SinkMetrics metrics;
    private Optional<Track> current = Optional.empty();
    private long turnBeganNanos;
    private int turn;

    /** Takes a consumer that is in no group. */
    Rereader(
            Consumer<byte[], byte[]> consumer,
            Lanes lanes,
            Partitions partitions,
            SinkMetrics metrics) {
        this.consumer = consumer;
        this.lanes = lanes;
        this.partitions = partitions;
        this.metrics = metrics;
    }

    /**
     * Moves one track on by one poll, and those that it comes by.
     *
     * @return whether there may be more right now
     */
    boolean step() {
        var behind = lanes.behind();
        behind.values().forEach(tracks -> tracks.forEach(this::goLiveIfThere));
        var next = next(behind);
        if (next.isEmpty()) {
            return false;
        }
        var track = next.get();
        long from = track.position();
        var along = new HashMap<OrgId, Track>();
        for (var other : behind.get(track.partition())) {
            if (!other.isLive() && other.position() >= from && lanes.of(other).hasRoom()) {
                along.put(other.lane().org(), other);
            }
        }
        read(track.partition(), from, along);
        return true;
    }

    private void goLiveIfThere(Track track) {
        if (track.position() >= partitions.handled(track.partition())) {
            track.goLive();
        }
    }

    /**
     * One after the other of those that have room, each for a while: to begin elsewhere costs a
     * request of its own.
     */
    private Optional<Track> next(Map<TopicPartition, List<Track>> behind) {
        var ready =
                behind.values().stream()
                        .flatMap(List::stream)
                        .filter(track -> !track.isLive() && lanes.of(track).hasRoom())
                        .toList();
        boolean isOver = System.nanoTime() - turnBeganNanos > TURN.toNanos();
        if (!isOver && current.isPresent() && ready.contains(current.get())) {
            return current;
        }
        turnBeganNanos = System.nanoTime();
        current =
                ready.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ready.get(Math.floorMod(turn++, ready.size())));
        return current;
    }

    private void read(TopicPartition partition, long from, Map<OrgId, Track> along) {
        long end = partitions.handled(partition);
        for (var record : poll(partition, from)) {
            if (record.offset() < end) {
                hand(record, along);
            }
        }
        // Beyond the last record there may be markers of transactions.
        long reached = Math.min(consumer.position(partition), end);
        along.values().forEach(track -> track.readTo(Math.max(track.position(), reached)));
    }

    private ConsumerRecords<byte[], byte[]> poll(TopicPartition partition, long from) {
        boolean isAssigned = consumer.assignment().equals(Set.of(partition));
        if (!isAssigned) {
            consumer.assign(List.of(partition));
        }
        try {
            if (!isAssigned || consumer.position(partition) != from) {
                consumer.seek(partition, from);
            }
            return consumer.poll(READ_MAX);
        } catch (OffsetOutOfRangeException e) {
            metrics.lostPlace();
            LOGGER.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("offset", from)
                    .log("memories of closed lanes are lost: the log does not keep them any more");
            consumer.seekToBeginning(List.of(partition));
            return ConsumerRecords.empty();
        }
    }

    /** A track that has no room is left where it is. */
    private void hand(ConsumerRecord<byte[], byte[]> record, Map<OrgId, Track> along) {
        OrgId org;
        try {
            org = MemoryRecord.of(record.value()).org();
        } catch (UndecodableException _) {
            return; // nobody's: the loop has refused it
        }
        var track = along.get(org);
        if (track == null || record.offset() < track.position()) {
            return;
        }
        var lane = lanes.of(track);
        if (lane.hasRoom()) {
            lane.add(track, Row.of(record), LONG_AGO);
            track.readTo(record.offset() + 1);
        } else {
            track.readTo(record.offset());
            along.remove(org);
        }
    }
}
