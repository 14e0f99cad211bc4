package dev.memtrace.query;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.SessionId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Rows in the order of their time, all of them and those of each agent and session: most questions
 * are about one of these, and going through the others would cost more than all the rest of an
 * answer. One thread at a time changes it, any number read; a reader sees what was there when it
 * began, and perhaps what came since.
 */
final class TailRows {
    private final Ordered all = new Ordered();
    private final Map<AgentId, Ordered> byAgent = new ConcurrentHashMap<>();
    private final Map<SessionId, Ordered> bySession = new ConcurrentHashMap<>();

    /** Some rows, the newest first: that is how nearly all of them are asked for. */
    private static final class Ordered {
        final NavigableMap<TailPlace, TailRow> rows =
                new ConcurrentSkipListMap<>(Comparator.reverseOrder());

        Stream<TailRow> from(ReadOrder order, Optional<Position> after) {
            var inOrder = order == ReadOrder.DESC ? rows : rows.descendingMap();
            return after
                    .map(it -> inOrder.tailMap(TailPlace.of(it), false))
                    .orElse(inOrder)
                    .values()
                    .stream();
        }
    }

    void add(TailRow row) {
        all.rows.put(row.place(), row);
        add(byAgent, row.agent(), row);
        row.session().ifPresent(it -> add(bySession, it, row));
    }

    private static <K> void add(Map<K, Ordered> groups, K key, TailRow row) {
        groups.computeIfAbsent(key, _ -> new Ordered()).rows.put(row.place(), row);
    }

    /** There may be a later row of the same memory, which stays. */
    void remove(TailRow row) {
        all.rows.remove(row.place(), row);
        remove(byAgent, row.agent(), row);
        row.session().ifPresent(it -> remove(bySession, it, row));
    }

    private static <K> void remove(Map<K, Ordered> groups, K key, TailRow row) {
        var group = groups.get(key);
        if (group != null && group.rows.remove(row.place(), row) && group.rows.isEmpty()) {
            // Who reads this group meanwhile misses nothing: what it had is in Arc.
            groups.remove(key);
        }
    }

    /**
     * Those among which are all that the filter means, in order.
     *
     * @param after where to begin, if not at the first
     */
    Stream<TailRow> candidates(MemoryFilter filter, ReadOrder order, Optional<Position> after) {
        var groups = groups(filter);
        if (groups.size() == 1) {
            return groups.getFirst().from(order, after);
        }
        var byPlace = Comparator.comparing(TailRow::place);
        var merged =
                new MergedIterator<>(
                        groups.stream().map(it -> it.from(order, after).iterator()).toList(),
                        order == ReadOrder.DESC ? byPlace.reversed() : byPlace);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(merged, Spliterator.ORDERED), false);
    }

    private List<Ordered> groups(MemoryFilter filter) {
        if (filter.session().isPresent()) {
            return present(bySession, List.of(filter.session().get()));
        }
        return filter.agents().isEmpty() ? List.of(all) : present(byAgent, filter.agents());
    }

    private static <K> List<Ordered> present(Map<K, Ordered> groups, Collection<K> keys) {
        return keys.stream().distinct().flatMap(it -> Stream.ofNullable(groups.get(it))).toList();
    }

    /** The row of this memory. */
    Optional<TailRow> find(MemoryId id) {
        var from = TailPlace.before(id.time());
        var to = TailPlace.before(id.time().plusMillis(1));
        return all.rows.subMap(to, false, from, true).values().stream()
                .filter(row -> row.place().id().equals(id))
                .findFirst();
    }

    boolean isEmpty() {
        return all.rows.isEmpty();
    }

    int size() {
        return all.rows.size();
    }
}
