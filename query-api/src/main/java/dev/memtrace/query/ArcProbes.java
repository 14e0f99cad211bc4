package dev.memtrace.query;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.ArcClient;
import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Knows whether an org's Arc answers, without anybody having to wait for one that does not: an Arc
 * is asked now and then, for all who want to know, and while it is silent the answer before counts.
 * Thread-safe.
 */
final class ArcProbes {
    /** How long what was found out is good for. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    /** How long to wait for the answer to a question under way. */
    static final Duration WAIT_MAX = Duration.ofMillis(250);

    /** After so long without anybody asking, an org is forgotten. */
    static final Duration KEPT_MAX = Duration.ofMinutes(1);

    private final ArcBindings bindings;
    private final ArcClient arc;
    private final LongSupplier nanos;
    private final Map<OrgId, Probe> probes = new ConcurrentHashMap<>();

    /**
     * @param arc gives up on a silent Arc after a few seconds
     * @param nanos as {@link System#nanoTime}
     */
    ArcProbes(ArcBindings bindings, ArcClient arc, LongSupplier nanos) {
        this.bindings = bindings;
        this.arc = arc;
        this.nanos = nanos;
    }

    /**
     * One question to an Arc.
     *
     * @param before what the question before it found out; false if there was none
     */
    private record Probe(
            ArcBinding binding, boolean before, long begunAt, CompletableFuture<Boolean> answer) {
        boolean isOlderThan(Duration age, long now) {
            return now - begunAt >= age.toNanos();
        }

        /** Whether it may be answered with, for {@code other} as well. */
        boolean isGood(ArcBinding other, long now) {
            return binding.equals(other) && !(answer.isDone() && isOlderThan(INTERVAL, now));
        }
    }

    /** Whether the Arc of {@code org} answers, as far as is known; false if it has none. */
    boolean answers(OrgId org) {
        var binding = bindings.of(org);
        if (binding.isEmpty()) {
            probes.remove(org);
            return false;
        }
        var known = probes.get(org);
        if (known == null) {
            forgetOldOnes();
        }
        return answer(
                probes.compute(
                        org,
                        (_, last) ->
                                last != null && last.isGood(binding.get(), nanos.getAsLong())
                                        ? last
                                        : begin(binding.get(), last)));
    }

    private Probe begin(ArcBinding binding, Probe last) {
        boolean before = last != null && last.binding().equals(binding) && last.answer().join();
        var answer = new CompletableFuture<Boolean>();
        Thread.ofVirtual().name("arc-probe").start(() -> ask(binding, answer));
        return new Probe(binding, before, nanos.getAsLong(), answer);
    }

    private void ask(ArcBinding binding, CompletableFuture<Boolean> answer) {
        boolean isReady = false;
        try {
            isReady = arc.isReady(binding);
        } finally {
            answer.complete(isReady); // also if the client is closed meanwhile
        }
    }

    private static boolean answer(Probe probe) {
        try {
            return probe.answer().get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return probe.before();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return probe.before();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe never fails", e);
        }
    }

    private void forgetOldOnes() {
        long now = nanos.getAsLong();
        probes.values().removeIf(probe -> probe.isOlderThan(KEPT_MAX, now));
    }

    /** How many orgs something is kept of. */
    int orgs() {
        return probes.size();
    }
}
