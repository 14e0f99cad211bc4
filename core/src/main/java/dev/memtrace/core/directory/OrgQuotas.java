package dev.memtrace.core.directory;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.RequestGate;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Holds orgs to their quotas, on this instance. A second's worth may come at once; a batch that
 * asks for more than that is let in, and paid for by a longer pause, but of five minutes at most:
 * the rest of it is forgiven, so that one batch at a small quota locks nobody out for hours. A
 * changed quota counts at once. Thread-safe.
 */
public final class OrgQuotas implements RequestGate {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DEBT_MAX = Duration.ofMinutes(5);

    private final Tenants tenants;
    private final Map<OrgId, Buckets> buckets = new ConcurrentHashMap<>();
    private final LongAdder requestsRefused = new LongAdder();
    private final LongAdder memoriesRefused = new LongAdder();

    public OrgQuotas(Tenants tenants) {
        this.tenants = tenants;
    }

    /** What an org has left; made for one quota. */
    private record Buckets(
            Quota quota, Optional<Allowance> memories, Optional<Allowance> requests) {}

    /** So much of something per second. */
    private static final class Allowance {
        private final String what;
        private final LongAdder refused;
        private final long debtMax;
        private final Bucket bucket;

        private Allowance(String what, LongAdder refused, int perSecond) {
            this.what = what;
            this.refused = refused;
            this.debtMax = perSecond * DEBT_MAX.toSeconds();
            this.bucket =
                    Bucket.builder()
                            .addLimit(
                                    limit ->
                                            limit.capacity(perSecond)
                                                    .refillGreedy(perSecond, SECOND))
                            .withNanosecondPrecision()
                            .build();
        }

        static Optional<Allowance> of(String what, LongAdder refused, int perSecond) {
            return perSecond == 0
                    ? Optional.empty()
                    : Optional.of(new Allowance(what, refused, perSecond));
        }

        /**
         * Takes {@code count} if there is one at least; what is missing is a debt, for which those
         * who come next wait. One caller at a time, because several would make one debt each.
         */
        synchronized Taken take(int count) {
            var first = bucket.tryConsumeAndReturnRemaining(1);
            if (!first.isConsumed()) {
                refused.add(count);
                throw refused(what, Duration.ofNanos(first.getNanosToWaitForRefill()));
            }
            long more = Math.clamp(count - 1L, 0, first.getRemainingTokens() + debtMax);
            if (more > 0) {
                bucket.consumeIgnoringRateLimits(more);
            }
            return () -> bucket.addTokens(1 + more);
        }
    }

    /** What was taken from a quota. */
    @FunctionalInterface
    public interface Taken {
        /** From no quota. */
        Taken NOTHING = () -> {};

        /** Undoes it, for what was not done after all; to be called once. */
        void giveBack();
    }

    @Override
    public void enter(OrgId org) {
        of(org).flatMap(Buckets::requests).ifPresent(requests -> requests.take(1));
    }

    /**
     * Lets {@code count} memories in.
     *
     * @throws ApiException 429, if they should come back later; nothing is counted then
     */
    public Taken write(OrgId org, int count) {
        return of(org).flatMap(Buckets::memories)
                .map(memories -> memories.take(count))
                .orElse(Taken.NOTHING);
    }

    private Optional<Buckets> of(OrgId org) {
        var quota = tenants.org(org).map(DirectoryEntry.Org::quota).orElse(Quota.NONE);
        if (quota.equals(Quota.NONE)) {
            buckets.remove(org); // also of an org that is gone
            return Optional.empty();
        }
        return Optional.of(
                buckets.compute(
                        org,
                        (_, known) ->
                                known != null && known.quota().equals(quota)
                                        ? known
                                        : fresh(quota)));
    }

    private Buckets fresh(Quota quota) {
        return new Buckets(
                quota,
                Allowance.of("memories", memoriesRefused, quota.memoriesPerSecond()),
                Allowance.of("requests", requestsRefused, quota.requestsPerSecond()));
    }

    private static ApiException refused(String what, Duration wait) {
        return ApiException.overQuota("this org's quota of " + what + " is used up", wait)
                .and("quota", TextNode.valueOf(what + "_per_second"));
    }

    /** In the Prometheus exposition format. */
    public String metrics() {
        return """
                # HELP quota_refused_total What was answered 429 for the quota of its org, by what was too much.
                # TYPE quota_refused_total counter
                quota_refused_total{quota="requests"} %d
                quota_refused_total{quota="memories"} %d
                """
                .formatted(requestsRefused.sum(), memoriesRefused.sum());
    }
}
