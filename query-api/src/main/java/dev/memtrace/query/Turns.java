package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many of an org's questions go on at once and no more. Keeps nothing of orgs that ask
 * nothing. Thread-safe.
 */
final class Turns {
    private final int perOrgMax;
    private final Map<OrgId, Line> lines = new ConcurrentHashMap<>();

    Turns(int perOrgMax) {
        this.perOrgMax = perOrgMax;
    }

    /**
     * One org's.
     *
     * @param users how many hold a turn or wait for one
     */
    private record Line(Semaphore free, int users) {
        Line with(int otherUsers) {
            return new Line(free, otherUsers);
        }
    }

    /** Whether {@code org} got a turn, which must then be given back. */
    boolean take(OrgId org, Duration waitMax) {
        var line =
                lines.compute(
                        org,
                        (_, known) ->
                                known == null
                                        ? new Line(new Semaphore(perOrgMax, true), 1)
                                        : known.with(known.users() + 1));
        boolean taken = false;
        try {
            taken = line.free().tryAcquire(waitMax.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!taken) {
                leave(org);
            }
        }
        return taken;
    }

    void giveBack(OrgId org) {
        lines.get(org).free().release();
        leave(org);
    }

    private void leave(OrgId org) {
        lines.computeIfPresent(
                org, (_, line) -> line.users() == 1 ? null : line.with(line.users() - 1));
    }

    /** How many orgs something is kept of. */
    int orgs() {
        return lines.size();
    }
}
