package dev.memtrace.cli;

import dev.memtrace.core.rejected.Destination;
import dev.memtrace.core.rejected.Rejected;
import dev.memtrace.core.rejected.RejectedEntry;
import dev.memtrace.core.rejected.RejectedFilter;
import dev.memtrace.core.rejected.RejectedTopic;
import dev.memtrace.core.wire.Topics;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Finds out which rejected records are to be replayed, and where they go: what was asked for, less
 * what was replayed before. Keeps offsets, not records. One thread.
 */
final class RejectedSelection {
    private final Topics topics;
    private final Predicate<Rejected> wanted;
    private final Corrections corrections;
    private final Replays replays = new Replays();
    private final SortedMap<Long, Destination> found = new TreeMap<>();

    private RejectedSelection(Topics topics, Predicate<Rejected> wanted, Corrections corrections) {
        this.topics = topics;
        this.wanted = wanted;
        this.corrections = corrections;
    }

    /**
     * What was chosen.
     *
     * @param destinations by offset, in the order in which they were rejected
     * @param replayedBefore how many were left out because they were replayed before
     * @param stuck how many were left out because there is no way back for them
     */
    record Chosen(SortedMap<Long, Destination> destinations, int replayedBefore, int stuck) {}

    /**
     * Those that were named.
     *
     * @param corrections of some of them
     * @param again whether they may be replayed once more
     * @throws CommandFailedException if one is not there, was replayed, or has no way back
     */
    static Chosen named(
            RejectedTopic topic,
            Topics topics,
            SortedSet<Long> offsets,
            Corrections corrections,
            boolean again) {
        var selection =
                new RejectedSelection(topics, it -> offsets.contains(it.offset()), corrections);
        topic.read(offsets.first(), selection::take);
        var absent = offsets.stream().filter(it -> !selection.found.containsKey(it)).toList();
        if (!absent.isEmpty()) {
            throw absent(absent);
        }
        if (!again) {
            selection.refuseReplayed();
        }
        selection.found.forEach(
                (offset, destination) -> {
                    if (destination instanceof Destination.Nowhere(var why)) {
                        throw new CommandFailedException(
                                "offset " + offset + " cannot be replayed: " + why);
                    }
                });
        return new Chosen(selection.found, 0, 0);
    }

    private void refuseReplayed() {
        requireReadableMarks();
        var replayed = found.keySet().stream().filter(it -> replays.of(it).isPresent()).toList();
        if (!replayed.isEmpty()) {
            throw new CommandFailedException(
                    "offset(s) "
                            + text(replayed)
                            + " were replayed before, so nothing was replayed; --again replays them once"
                            + " more");
        }
    }

    private void requireReadableMarks() {
        replays.warning()
                .ifPresent(
                        text -> {
                            throw new CommandFailedException(
                                    text
                                            + ", so nothing was replayed; --again replays all the same");
                        });
    }

    /**
     * All that match, oldest first.
     *
     * @param again whether also those that were replayed before
     * @param limit how many at most, beside those left out
     */
    static Chosen all(
            RejectedTopic topic, Topics topics, RejectedFilter filter, boolean again, int limit) {
        var selection = new RejectedSelection(topics, filter::matches, Corrections.NONE);
        topic.read(filter.since().map(topic::offsetAt).orElse(0L), selection::take);
        if (!again) {
            selection.requireReadableMarks();
        }
        var chosen = new TreeMap<Long, Destination>();
        int replayedBefore = 0;
        int stuck = 0;
        for (var it : selection.found.entrySet()) {
            if (!again && selection.replays.of(it.getKey()).isPresent()) {
                replayedBefore++;
            } else if (it.getValue() instanceof Destination.Nowhere) {
                stuck++;
            } else if (chosen.size() < limit) {
                chosen.put(it.getKey(), it.getValue());
            }
        }
        return new Chosen(chosen, replayedBefore, stuck);
    }

    private void take(RejectedEntry entry) {
        replays.take(entry);
        if (entry instanceof RejectedEntry.Kept(var rejected) && wanted.test(rejected)) {
            found.put(rejected.offset(), Destination.of(corrections.applyTo(rejected), topics));
        }
    }

    static CommandFailedException absent(Collection<Long> offsets) {
        return new CommandFailedException(
                "there is no rejected record at offset(s) "
                        + text(offsets)
                        + "; `memtrace rejected list` shows those that are kept");
    }

    private static String text(Collection<Long> offsets) {
        var some = offsets.stream().limit(10).map(String::valueOf).toList();
        return String.join(", ", some) + (offsets.size() > some.size() ? " and more" : "");
    }

    /** Where a record goes, for people. */
    static String text(Destination destination) {
        return switch (destination) {
            case Destination.Judged(var topic) -> topic;
            case Destination.Stored(var topic) -> topic;
            case Destination.Nowhere _ -> "nowhere";
        };
    }
}
