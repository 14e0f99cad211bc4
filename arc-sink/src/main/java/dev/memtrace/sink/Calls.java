package dev.memtrace.sink;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Calls to Arcs that are under way: one for a lane, and so many in all that a thousand orgs are no
 * thousand requests. Those to Arcs that answer have places of their own, which no Arc that has
 * failed, or that takes long, can use up. Loop thread only.
 */
final class Calls {
    private static final int CALLS_MAX = 16;

    /** To Arcs whose last answer was none. */
    private static final int PROBES_MAX = 16;

    /** A call that takes longer does not count against those to Arcs that answer. */
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final Executor threads;
    private final Queue<Done> done = new ConcurrentLinkedQueue<>();
    private final Map<OrgLane, Call> running = new LinkedHashMap<>();

    private record Call(long beganNanos, boolean isProbe) {
        boolean isFast(long now) {
            return !isProbe && now - beganNanos < SLOW.toNanos();
        }
    }

    /**
     * A call that has come back.
     *
     * @param failure of ours, which no answer of Arc's can cause
     */
    record Done(OrgLane lane, Optional<Answer> answer, Optional<Throwable> failure) {}

    Calls(Executor threads) {
        this.threads = threads;
    }

    boolean isAny() {
        return !running.isEmpty();
    }

    /** Whether there is a place for a call to this lane's Arc. */
    boolean hasPlaceFor(OrgLane lane) {
        if (running.containsKey(lane)) {
            return false;
        }
        if (lane.isProbing()) {
            return count(Call::isProbe) < PROBES_MAX;
        }
        long now = System.nanoTime();
        return count(call -> call.isFast(now)) < CALLS_MAX;
    }

    private long count(Predicate<Call> which) {
        return running.values().stream().filter(which).count();
    }

    @SuppressWarnings("IllegalCatch") // whatever it is, the loop has to know
    void begin(OrgLane lane, Supplier<Answer> call) {
        running.put(lane, new Call(System.nanoTime(), lane.isProbing()));
        threads.execute(
                () -> {
                    try {
                        done.add(new Done(lane, Optional.of(call.get()), Optional.empty()));
                    } catch (Throwable e) {
                        done.add(new Done(lane, Optional.empty(), Optional.of(e)));
                    }
                });
    }

    /** One that has come back; each once. */
    Optional<Done> next() {
        var next = Optional.ofNullable(done.poll());
        next.ifPresent(it -> running.remove(it.lane()));
        return next;
    }
}
