package dev.memtrace.sink;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.ServedAccount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** The lanes of all orgs that have had memories in our partitions. Loop thread only. */
final class Lanes {
    private final Partitions partitions;
    private final OrgLane.LaneLimits limits;
    private final Space space;
    private final Map<OrgId, OrgLane> lanes = new HashMap<>();

    /** Those with something to do or to commit; who was served last comes last. */
    private final Set<OrgLane> active = new LinkedHashSet<>();

    /** What the last commits say. */
    private final Map<Lane, ServedAccount> accounts = new HashMap<>();

    private static final ServedAccount NOTHING = new ServedAccount(0, 0, 0, 0, -1, false, "");

    Lanes(Partitions partitions, OrgLane.LaneLimits limits, Space space) {
        this.partitions = partitions;
        this.limits = limits;
        this.space = space;
    }

    /** Takes a row that the loop has read, or leaves it to be read again. */
    void take(OrgId org, Row row, Instant now) {
        var lane = lane(org);
        var track = track(lane, row.partition());
        if (!track.isLive() || row.offset() < track.through()) {
            return; // the rereader's, or proven in an earlier life
        }
        active.add(lane);
        if (lane.hasRoom()) {
            lane.add(track, row, now);
        } else {
            track.leaveBehind(row.offset(), row.timestampMillis());
        }
    }

    private OrgLane lane(OrgId org) {
        return lanes.computeIfAbsent(org, it -> new OrgLane(it, limits, space));
    }

    private Track track(OrgLane lane, TopicPartition partition) {
        return lane.track(partition).orElseGet(() -> add(lane, partition));
    }

    private Track add(OrgLane lane, TopicPartition partition) {
        var id = new Lane(lane.org(), partition);
        var track =
                new Track(id, accounts.getOrDefault(id, NOTHING), partitions.endThen(partition));
        lane.add(track, partitions.assignedAt(partition));
        return track;
    }

    /** What is kept of our new partitions. */
    void assigned(Map<Lane, ServedAccount> kept, Map<Lane, Long> marks) {
        accounts.putAll(kept);
        marks.forEach(this::leaveBehind);
    }

    private void leaveBehind(Lane id, long mark) {
        var lane = lane(id.org());
        var track = track(lane, id.partition());
        track.kept(OptionalLong.of(mark));
        track.leaveBehind(mark, accounts.getOrDefault(id, NOTHING).oldestUnprovenMillis());
        active.add(lane);
    }

    void lost(Collection<TopicPartition> gone) {
        accounts.keySet().removeIf(id -> gone.contains(id.partition()));
        lanes.values().forEach(lane -> gone.forEach(lane::lost));
        active.removeIf(lane -> lane.tracks().isEmpty() && lane.isIdle());
        lanes.values().removeIf(lane -> lane.tracks().isEmpty() && lane.isIdle());
    }

    /**
     * Has a lane's memories proven once more, from this offset on.
     *
     * @return false if it is busy, and has to be asked again
     */
    boolean reprove(Lane id, long offset, Instant now) {
        var lane = lane(id.org());
        var track = track(lane, id.partition());
        active.add(lane);
        if (!track.isLive() && track.position() <= offset && lane.first(track).isEmpty()) {
            return true; // it comes by there anyway
        }
        if (lane.isBusy()) {
            return false;
        }
        lane.reprove(track, offset, partitions.handled(id.partition()), now);
        return true;
    }

    /** The account of a lane is kept so. */
    void kept(Lane id, ServedAccount account) {
        accounts.put(id, account);
    }

    /** Whether nobody has anything to do. */
    boolean areQuiet() {
        return active.isEmpty();
    }

    /** Those with something to do, who was served last at the end. */
    List<OrgLane> active() {
        return List.copyOf(active);
    }

    /** It goes to the end. */
    void served(OrgLane lane) {
        if (active.remove(lane)) {
            active.add(lane);
        }
    }

    void dropQuiet() {
        active.removeIf(OrgLane::isQuiet);
    }

    Stream<Track> tracks() {
        return active.stream().flatMap(lane -> lane.tracks().stream());
    }

    /** How many tracks are not where the loop is. */
    int countClosed() {
        return (int) tracks().filter(track -> !track.isLive()).count();
    }

    /** Tracks that are not where the loop is, by partition and org. */
    Map<TopicPartition, List<Track>> behind() {
        var behind = new HashMap<TopicPartition, List<Track>>();
        tracks().filter(track -> !track.isLive())
                .forEach(
                        track ->
                                behind.computeIfAbsent(track.partition(), _ -> new ArrayList<>())
                                        .add(track));
        return behind;
    }

    OrgLane of(Track track) {
        return lanes.get(track.lane().org());
    }

    /** The first memory of the track that is not proven, or where the next one will be. */
    long low(Track track) {
        return of(track)
                .first(track)
                .map(OrgLane.First::offset)
                .orElseGet(
                        () ->
                                track.isLive()
                                        ? partitions.handled(track.partition())
                                        : track.position());
    }

    /** When the broker took it; -1 if there is none. */
    long oldestMillis(Track track) {
        return of(track)
                .first(track)
                .map(OrgLane.First::millis)
                .orElseGet(() -> track.isLive() ? -1 : track.behindSinceMillis());
    }
}
