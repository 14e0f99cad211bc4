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
 * asks for more than that is let in, and paid for by a longer pause. A changed quota counts at
 * once. Thread-safe.
 */
public final class OrgQuotas implements RequestGate {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Tenants tenants;
    private final Map<OrgId, Buckets> buckets = new ConcurrentHashMap<>();
    private final LongAdder requestsRefused = new LongAdder();
    private final LongAdder memoriesRefused = new LongAdder();

    public OrgQuotas(Tenants tenants) {
        this.tenants = tenants;
    }

    /** What an org has left; made for one quota. */
    private record Buckets(Quota quota, Optional<Bucket> memories, Optional<Bucket> requests) {
        static Buckets of(Quota quota) {
            return new Buckets(
                    quota, bucket(quota.memoriesPerSecond()), bucket(quota.requestsPerSecond()));
        }

        private static Optional<Bucket> bucket(int perSecond) {
            return perSecond == 0
                    ? Optional.empty()
                    : Optional.of(
                            Bucket.builder()
                                    .addLimit(
                                            limit ->
                                                    limit.capacity(perSecond)
                                                            .refillGreedy(perSecond, SECOND))
                                    .withNanosecondPrecision()
                                    .build());
        }
    }

    @Override
    public void enter(OrgId org) {
        of(org).flatMap(Buckets::requests)
                .flatMap(bucket -> waitFor(bucket, 1))
                .ifPresent(
                        wait -> {
                            requestsRefused.increment();
                            throw refused("requests", wait);
                        });
    }

    /**
     * Lets {@code count} memories in.
     *
     * @throws ApiException 429, if they should come back later; nothing is counted then
     */
    public void write(OrgId org, int count) {
        of(org).flatMap(Buckets::memories)
                .flatMap(bucket -> waitFor(bucket, count))
                .ifPresent(
                        wait -> {
                            memoriesRefused.add(count);
                            throw refused("memories", wait);
                        });
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
                                        : Buckets.of(quota)));
    }

    /** Takes {@code count} tokens; or says how long until there is one. */
    private static Optional<Duration> waitFor(Bucket bucket, int count) {
        var first = bucket.tryConsumeAndReturnRemaining(1);
        if (!first.isConsumed()) {
            return Optional.of(Duration.ofNanos(first.getNanosToWaitForRefill()));
        }
        if (count > 1) {
            // May leave less than nothing, for which those who come next wait.
            bucket.consumeIgnoringRateLimits(count - 1L);
        }
        return Optional.empty();
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
