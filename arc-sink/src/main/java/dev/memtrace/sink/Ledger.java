package dev.memtrace.sink;

import dev.memtrace.core.wire.ServedAccount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows what the next commit has to keep. Loop thread only.
 *
 * <p>A partition's offset goes to the first memory that is not proven, of all lanes that are open.
 * A lane that is behind holds up nobody: it has a mark of its own. It keeps that mark until it is
 * proven up to the partition's offset; whoever begins there again then misses nothing.
 */
final class Ledger {
    private final Lanes lanes;
    private final Partitions partitions;
    private final long logEpoch;

    /** Of memories whose neighbours are proven. */
    private final List<Refusal> refusals = new ArrayList<>();

    /** Of records that are nobody's. */
    private final List<Refusal> strays = new ArrayList<>();

    /** Wishes that were fulfilled since the last commit. */
    private final Set<Lane> granted = new HashSet<>();

    Ledger(Lanes lanes, Partitions partitions, long logEpoch) {
        this.lanes = lanes;
        this.partitions = partitions;
        this.logEpoch = logEpoch;
    }

    void refused(Collection<Refusal> some) {
        refusals.addAll(some);
    }

    /** A record that does not say whose it is. */
    void stray(Refusal one) {
        strays.add(one);
    }

    /** The lane is where somebody wished it to be; with its mark, the wish goes. */
    void granted(Lane lane) {
        granted.add(lane);
    }

    boolean isGranted(Lane lane) {
        return granted.contains(lane);
    }

    void lost(Collection<TopicPartition> gone) {
        granted.removeIf(lane -> gone.contains(lane.partition()));
        refusals.removeIf(refusal -> gone.contains(refusal.partition()));
        strays.removeIf(refusal -> gone.contains(refusal.partition()));
    }

    /** What has changed since the last commit; no offsets if nothing has. */
    Commits.Commit next() {
        var offsets = offsets();
        var marks = marks(offsets);
        var accounts = accounts();
        var ripeStrays =
                strays.stream().filter(it -> it.offset() < offsets.get(it.partition())).toList();
        boolean nothingElse =
                marks.isEmpty()
                        && accounts.isEmpty()
                        && refusals.isEmpty()
                        && granted.isEmpty()
                        && ripeStrays.isEmpty();
        if (nothingElse) {
            offsets.entrySet().removeIf(it -> it.getValue() == partitions.committed(it.getKey()));
        }
        var all = new ArrayList<>(refusals);
        all.addAll(ripeStrays);
        return new Commits.Commit(offsets, marks, accounts, all, Set.copyOf(granted));
    }

    private Map<TopicPartition, Long> offsets() {
        var offsets = new HashMap<TopicPartition, Long>();
        partitions.all().forEach(it -> offsets.put(it, partitions.handled(it)));
        lanes.tracks()
                .filter(Track::isLive)
                .forEach(track -> offsets.merge(track.partition(), lanes.low(track), Math::min));
        // One that is live again with a mark may be below what is committed: it catches up.
        offsets.replaceAll((it, low) -> Math.max(low, partitions.committed(it)));
        return offsets;
    }

    private Map<Lane, OptionalLong> marks(Map<TopicPartition, Long> offsets) {
        var marks = new HashMap<Lane, OptionalLong>();
        lanes.tracks()
                .forEach(
                        track -> {
                            var mark = mark(track, offsets.get(track.partition()));
                            if (!mark.equals(track.keptMark())) {
                                marks.put(track.lane(), mark);
                            }
                        });
        return marks;
    }

    private OptionalLong mark(Track track, long offset) {
        long low = lanes.low(track);
        boolean isOpen = track.isLive() && (track.keptMark().isEmpty() || low >= offset);
        return isOpen ? OptionalLong.empty() : OptionalLong.of(low);
    }

    private Map<Lane, ServedAccount> accounts() {
        var accounts = new HashMap<Lane, ServedAccount>();
        lanes.tracks()
                .filter(Track::isChanged)
                .forEach(
                        track -> {
                            boolean isClosed = !track.isLive();
                            accounts.put(
                                    track.lane(),
                                    track.account(
                                            logEpoch,
                                            lanes.oldestMillis(track),
                                            isClosed,
                                            isClosed ? lanes.of(track).reason() : ""));
                        });
        return accounts;
    }

    /** All of it is kept. */
    void committed(Commits.Commit commit) {
        partitions.committed(commit.offsets());
        refusals.removeAll(commit.refusals());
        strays.removeAll(commit.refusals());
        granted.removeAll(commit.granted());
        commit.accounts().forEach(lanes::kept);
        lanes.tracks()
                .forEach(
                        track -> {
                            var mark = commit.marks().get(track.lane());
                            if (mark != null) {
                                track.kept(mark);
                            }
                            if (commit.accounts().containsKey(track.lane())) {
                                track.committed();
                            }
                        });
    }
}
