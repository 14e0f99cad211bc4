package dev.memtrace.sink;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.ServedAccount;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Memories of org_a and org_b at a steady rate, and how long those of org_b take from the log until
 * the sink has committed them as proven. For one thread.
 */
final class OrgLoad implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final SinkBench bench;
    private final int perTick;
    private final KafkaConsumer<byte[], byte[]> accounts;
    private final Map<AccountKey, ServedAccount> served = new HashMap<>();
    private final Deque<Tick> unproven = new ArrayDeque<>();
    private int sent;

    /** So many memories of org_b were in the log at this moment. */
    private record Tick(long memories, long nanos) {}

    /** How long it took. */
    record Times(Duration p50, Duration p99, int samples) {}

    OrgLoad(SinkBench bench, int perSecond) {
        this.bench = bench;
        this.perTick = Math.max(1, (int) (perSecond * TICK.toMillis() / 1_000));
        this.accounts = bench.log.followAccounts();
    }

    /** Sends for so long; then waits until all that was sent of org_b is proven. */
    Times run(Duration time) {
        var took = new ArrayList<Duration>();
        long start = System.nanoTime();
        for (long tick = 0; System.nanoTime() - start < time.toNanos(); tick++) {
            send();
            do {
                hear(took);
            } while (System.nanoTime() - start < (tick + 1) * TICK.toNanos());
        }
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!unproven.isEmpty()) {
            hear(took);
            failAfter(giveUp);
        }
        Collections.sort(took);
        return new Times(at(took, 0.5), at(took, 0.99), took.size());
    }

    private static Duration at(List<Duration> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(sorted.size() * share)));
    }

    private void send() {
        bench.log.send(SinkBench.memoriesOf("org_a", sent, perTick));
        bench.log.send(SinkBench.memoriesOf("org_b", sent, perTick));
        sent += perTick;
        unproven.add(new Tick(sent, System.nanoTime()));
    }

    private void hear(List<Duration> took) {
        for (var record : accounts.poll(Duration.ofMillis(2))) {
            served.put(AccountKey.decode(record.key()), ServedAccount.decode(record.value()));
        }
        long proven = proven("org_b");
        while (!unproven.isEmpty() && unproven.peekFirst().memories() <= proven) {
            took.add(Duration.ofNanos(System.nanoTime() - unproven.removeFirst().nanos()));
        }
    }

    private long proven(String org) {
        return served.entrySet().stream()
                .filter(
                        it ->
                                it.getKey() instanceof AccountKey.Served(var its, int _)
                                        && its.equals(new OrgId(org)))
                .mapToLong(it -> it.getValue().proven())
                .sum();
    }

    /** Waits until everything of both is proven. */
    void awaitAllProven() {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (proven("org_a") < sent || proven("org_b") < sent) {
            hear(new ArrayList<>());
            failAfter(giveUp);
        }
    }

    private static void failAfter(long nanos) {
        if (System.nanoTime() > nanos) {
            throw new AssertionError("not proven within " + PATIENCE);
        }
    }

    /** Memories that were sent of each org. */
    long sent() {
        return sent;
    }

    @Override
    public void close() {
        accounts.close();
    }
}
