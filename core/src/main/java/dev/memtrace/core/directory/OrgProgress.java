package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far the decisions about each org are applied, for those who wait for one. All of an org's
 * come in the order in which they were decided, so one number tells. Thread-safe.
 */
final class OrgProgress {
    private final Map<OrgId, Reached> reached = new ConcurrentHashMap<>();

    /** The highest revision seen of one org. */
    private static final class Reached {
        private long revision = -1;

        synchronized void advance(long to) {
            if (to > revision) {
                revision = to;
                notifyAll();
            }
        }

        synchronized boolean await(long wanted, Duration wait) {
            long deadline = System.nanoTime() + wait.toNanos();
            while (revision < wanted) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    return false;
                }
                try {
                    wait(leftMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    void advance(OrgId org, long revision) {
        of(org).advance(revision);
    }

    /** Nothing more will come of {@code org}, which is gone; who waits has been told. */
    void forget(OrgId org) {
        reached.remove(org);
    }

    /** Orgs of which something was applied, or waited for. */
    Set<OrgId> orgs() {
        return Set.copyOf(reached.keySet());
    }

    /**
     * Waits until {@code revision} of {@code org} is applied; false if that takes longer than
     * {@code wait}.
     */
    boolean await(OrgId org, long revision, Duration wait) {
        return of(org).await(revision, wait);
    }

    private Reached of(OrgId org) {
        return reached.computeIfAbsent(org, _ -> new Reached());
    }
}
