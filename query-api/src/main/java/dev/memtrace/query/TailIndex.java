package dev.memtrace.query;

import dev.memtrace.arc.Sql;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.LaneMark;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memories of the accepted topic that may not be in their Arc yet, bounded in bytes. One thread
 * changes it, any number read.
 *
 * <p>What is read together with Arc is complete if the tail is read first: a memory leaves it only
 * when Arc has it.
 */
final class TailIndex {
    /** How much goes at once when there is no room. */
    private static final int SHRINK_PART = 16;

    private final long bytesMax;
    private final long startedNanos;
    private final Map<OrgId, OrgTail> orgs = new ConcurrentHashMap<>();
    private volatile Frontier frontier = new Frontier(Map.of(), Map.of());
    private final AtomicLong bytes = new AtomicLong();

    /** When it was learnt that the last of what was let go of is in Arc. */
    private volatile long letGoNanos;

    TailIndex(long bytesMax, long nowNanos) {
        this.bytesMax = bytesMax;
        this.startedNanos = nowNanos;
        this.letGoNanos = nowNanos;
    }

    /** Forgets what is here; what is added from now on begins where the sink is. */
    void begin(Frontier from) {
        letGoNanos = System.nanoTime();
        orgs.clear();
        bytes.set(0);
        frontier = from;
    }

    /** An org's memories before this offset will not be read, although they may not be in Arc. */
    void leaveOut(LaneMark.Key lane, long before, long sinceMillis) {
        tail(lane.org()).gap(lane.partition(), before, sinceMillis);
    }

    /** Takes a memory that is not before the frontier; others are in Arc. */
    void add(TailRow row) {
        if (row.offset() < frontier.of(row.org(), row.partition())) {
            return;
        }
        tail(row.org()).add(row);
        if (bytes.addAndGet(row.bytes()) > bytesMax) {
            makeRoom();
        }
    }

    private OrgTail tail(OrgId org) {
        return orgs.computeIfAbsent(org, _ -> new OrgTail());
    }

    /** At the cost of who has most here: an org whose Arc is away must not push out another's. */
    private void makeRoom() {
        var largest =
                orgs.values().stream().max(Comparator.comparingLong(OrgTail::bytes)).orElseThrow();
        long before = largest.bytes();
        largest.shrinkTo(Math.max(0, before - bytesMax / SHRINK_PART));
        bytes.addAndGet(largest.bytes() - before);
    }

    /**
     * Lets go of what is in Arc.
     *
     * @param learntNanos when it was there at the latest
     */
    void settle(Frontier to, long learntNanos, long nowNanos) {
        letGoNanos = learntNanos; // first: who misses one of them must see it
        frontier = to;
        long sum = 0;
        for (var entry : orgs.entrySet()) {
            var tail = entry.getValue();
            tail.settle(partition -> to.of(entry.getKey(), (int) partition), nowNanos);
            tail.forgetHoursBefore(nowNanos - Sql.NEW_HOUR.toNanos());
            sum += tail.bytes();
        }
        orgs.values().removeIf(OrgTail::isEmpty);
        bytes.set(sum);
    }

    /**
     * The first {@code max} memories that the request means, its offset left aside.
     *
     * @return in the request's order
     */
    List<Memory> page(OrgId org, MemoryFilter filter, PageRequest request, int max) {
        return of(org).map(it -> it.page(filter, request.order(), request.after(), max))
                .orElse(List.of());
    }

    /**
     * The first {@code max} that the filter means in the order of {@link Excerpt#DECISIONS_FIRST}.
     *
     * @return in no order
     */
    List<Excerpt> excerpts(OrgId org, MemoryFilter filter, int max) {
        return of(org).map(it -> it.excerpts(filter, max)).orElse(List.of());
    }

    Optional<Memory> find(OrgId org, MemoryId id) {
        return of(org).flatMap(it -> it.find(id));
    }

    /** All that the filter means, and what must be left out of Arc's answer not to count twice. */
    OrgTail.Contents contents(OrgId org, MemoryFilter filter) {
        return of(org).map(it -> it.contents(filter)).orElse(OrgTail.Contents.NONE);
    }

    /**
     * When the first memory was accepted that is neither here nor in Arc, although the topic was
     * read; empty if all are.
     */
    OptionalLong missingSinceMillis(OrgId org) {
        return of(org).map(OrgTail::missingSinceMillis).orElse(OptionalLong.empty());
    }

    /** Whether Arc may leave out memories if it is asked by this window. */
    boolean hasNewHour(OrgId org, TimeWindow window, long nowNanos) {
        return nowNanos - startedNanos < Sql.NEW_HOUR.toNanos()
                || of(org).filter(it -> it.hasNewHour(window)).isPresent();
    }

    /**
     * Whether a memory may be neither here nor in the answer to a question that was put to Arc
     * then.
     */
    boolean hasLetGoSince(long nanos) {
        return letGoNanos - nanos > 0;
    }

    /** Whether what Arc has should leave as soon as it can. */
    boolean isTight() {
        return bytes.get() > bytesMax / 2;
    }

    private Optional<OrgTail> of(OrgId org) {
        return Optional.ofNullable(orgs.get(org));
    }

    /** What the memories take, about. */
    long bytes() {
        return bytes.get();
    }

    int size() {
        return orgs.values().stream().mapToInt(OrgTail::size).sum();
    }
}
