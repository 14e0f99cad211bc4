package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.MemoryBatch;
import dev.memtrace.arc.MemoryBatchBuilder;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Memories on their way to their orgs' Arcs, with the offsets to commit once they are there. A
 * retry sends an org's memories in the same order. One thread.
 */
final class Batch {
    /** In the order in which the orgs came; none without rows. */
    private final Map<OrgId, List<Row>> rows = new LinkedHashMap<>();

    private int size;

    /** Of this attempt, with the reasons. */
    private final Map<OrgId, String> postponed = new LinkedHashMap<>();

    /** By the version of the binding for which it was found out; of this attempt. */
    private final Map<OrgId, Long> clear = new HashMap<>();

    private final List<Refusal> refusals = new ArrayList<>();

    /**
     * Includes offsets that need no row: transaction markers are skipped by the consumer, refused
     * memories and those of parked lanes by us.
     */
    private final Map<TopicPartition, Long> nextOffsets = new HashMap<>();

    /** When the first row came in; meaningless without rows. */
    private Instant startedAt = Instant.EPOCH;

    /** One memory and where it stands in the log. */
    record Row(TopicPartition partition, long offset, Memory memory) {}

    void add(Row row, Instant now) {
        if (size == 0) {
            startedAt = now;
        }
        rows.computeIfAbsent(row.memory().org(), _ -> new ArrayList<>()).add(row);
        size++;
    }

    /**
     * Notes that everything of {@code partition} before {@code offset} is in this batch, or needs
     * no row.
     */
    void reached(TopicPartition partition, long offset) {
        nextOffsets.merge(partition, offset, Math::max);
    }

    /** Takes along what nobody wants, to be kept by the same commit. */
    void refuse(Refusal refusal) {
        refusals.add(refusal);
    }

    boolean isEmpty() {
        return nextOffsets.isEmpty();
    }

    int size() {
        return size;
    }

    List<Row> rows() {
        return rows.values().stream().flatMap(List::stream).toList();
    }

    /** Those that have rows now. */
    List<OrgId> orgs() {
        return List.copyOf(rows.keySet());
    }

    /** In the log's order, partition by partition. */
    List<Row> rowsOf(OrgId org) {
        return List.copyOf(rows.getOrDefault(org, List.of()));
    }

    /** Leaves the rest of this org's rows to the next attempt. */
    void postpone(OrgId org, String reason) {
        postponed.putIfAbsent(org, reason);
    }

    /** Nothing of this org's rows is in this Arc; they may be written in this attempt. */
    void clear(OrgId org, ArcBinding binding) {
        clear.put(org, binding.version());
    }

    boolean isClear(OrgId org, ArcBinding binding) {
        var version = clear.get(org);
        return version != null && version == binding.version();
    }

    /** Who is postponed and why; the first of them. */
    Optional<Map.Entry<OrgId, String>> firstPostponed() {
        return postponed.entrySet().stream().findFirst();
    }

    /** Nobody is postponed in it yet, and nothing is clear. */
    void beginAttempt() {
        postponed.clear();
        clear.clear();
    }

    boolean isDue(int rowsDue, Duration ageDue, Instant now) {
        if (size == 0) {
            return !isEmpty(); // nothing to write, something to commit
        }
        return size >= rowsDue || !startedAt.plus(ageDue).isAfter(now);
    }

    /** How long until this batch is due by age, at most {@code limit}. */
    Duration untilDue(Duration ageDue, Instant now, Duration limit) {
        if (size == 0) {
            return limit;
        }
        var left = Duration.between(now, startedAt.plus(ageDue));
        return left.isNegative() ? Duration.ZERO : left.compareTo(limit) < 0 ? left : limit;
    }

    /** Takes out what belongs to partitions that are no longer ours. */
    void forget(Collection<TopicPartition> lost) {
        if (lost.isEmpty()) {
            return;
        }
        orgs().forEach(org -> removeRowsOf(org, row -> lost.contains(row.partition())));
        refusals.removeIf(refusal -> lost.contains(refusal.partition()));
        lost.forEach(nextOffsets::remove);
    }

    /** Takes out rows that the org's Arc has, or will not have now. */
    void removeRowsOf(OrgId org, Predicate<Row> done) {
        var its = rows.get(org);
        if (its == null) {
            return;
        }
        int before = its.size();
        its.removeIf(done);
        size -= before - its.size();
        if (its.isEmpty()) {
            rows.remove(org);
        }
    }

    Map<TopicPartition, Long> offsets() {
        return Map.copyOf(nextOffsets);
    }

    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    static Set<TopicPartition> partitions(List<Row> some) {
        return some.stream().map(Row::partition).collect(Collectors.toCollection(HashSet::new));
    }

    /** The columns of {@code some} of this batch's rows. */
    static MemoryBatch encode(List<Row> some, long logEpoch) {
        // Bounded when the rows came in; here every row must go in.
        var columns = new MemoryBatchBuilder(some.size(), Integer.MAX_VALUE);
        for (var row : some) {
            if (!columns.add(row.memory(), logEpoch, row.partition().partition(), row.offset())) {
                throw new IllegalStateException("a batch of " + some.size() + " rows does not fit");
            }
        }
        return columns.build();
    }

    @Override
    public String toString() {
        return size + " rows of " + nextOffsets;
    }
}
