package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The outcomes of the last memories that are kept nowhere, as many as there is room for. One thread
 * adds, any number reads.
 */
final class Outcomes {
    /** Map entry, id, outcome and what they are made of. */
    private static final int OVERHEAD_BYTES = 200;

    private final long bytesMax;

    /** The oldest first. */
    private final LinkedHashMap<MemoryId, Entry> entries = new LinkedHashMap<>();

    private long bytes;

    private record Entry(OrgId org, Outcome outcome, long atMillis, int bytes) {}

    /**
     * @param bytesMax what they may take, about
     */
    Outcomes(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Takes a newer outcome in place of an older one of the same memory.
     *
     * @param atMillis when it became known
     */
    synchronized void add(OrgId org, MemoryId id, Outcome outcome, long atMillis) {
        forget(id);
        var entry = new Entry(org, outcome, atMillis, OVERHEAD_BYTES + reasonBytes(outcome));
        entries.put(id, entry);
        bytes += entry.bytes();
        while (bytes > bytesMax) {
            forget(entries.firstEntry().getKey());
        }
    }

    private static int reasonBytes(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Duplicate _ -> 0;
            case Outcome.Rejected(var reason) -> 2 * reason.length();
            case Outcome.Refused(var reason) -> 2 * reason.length();
        };
    }

    private void forget(MemoryId id) {
        var entry = entries.remove(id);
        if (entry != null) {
            bytes -= entry.bytes();
        }
    }

    /** Lets go of what became known before this moment. */
    synchronized void forgetBefore(long millis) {
        while (!entries.isEmpty() && entries.firstEntry().getValue().atMillis() < millis) {
            forget(entries.firstEntry().getKey());
        }
    }

    /** What became of this org's memory; empty if that is not known, or it is another's. */
    synchronized Optional<Outcome> find(OrgId org, MemoryId id) {
        return Optional.ofNullable(entries.get(id))
                .filter(it -> it.org().equals(org))
                .map(Entry::outcome);
    }

    synchronized int size() {
        return entries.size();
    }

    /** What they take, about. */
    synchronized long bytes() {
        return bytes;
    }
}
