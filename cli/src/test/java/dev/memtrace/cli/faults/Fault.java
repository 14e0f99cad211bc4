package dev.memtrace.cli.faults;

import java.time.Duration;

/**
 * One thing that goes wrong.
 *
 * @param at when, after the beginning of the seed
 * @param lasts for how long, before it is undone
 * @param target which org's Arc, which service's clock, or which of two zombies dies
 * @param delay how late requests to Arc begin, if that is the fault
 */
record Fault(FaultKind kind, Duration at, Duration lasts, int target, Duration delay) {
    @Override
    public String toString() {
        return "%5d ms %s(%d), %d ms".formatted(at.toMillis(), kind, target, lasts.toMillis());
    }
}
