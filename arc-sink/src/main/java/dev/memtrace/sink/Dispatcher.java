package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins the calls to the lanes' Arcs, fairly, and takes their answers. Loop thread only.
 *
 * <p>Whoever was served last comes last. When there are more lanes than can be served in time, each
 * waits longer and has more to bring: a thousand orgs with a memory a second each are no thousand
 * requests a second.
 */
final class Dispatcher {
    private static final Logger LOGGER = LoggerFactory.getLogger(Dispatcher.class);

    /** Calls with few rows, over all lanes. */
    private static final int SMALL_CALLS_PER_SECOND = 200;

    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration WARN_EVERY = Duration.ofMinutes(1);

    private final Arcs arcs;
    private final Lanes lanes;
    private final Partitions partitions;
    private final Ledger ledger;
    private final SinkConfig config;
    private final InstantSource steady;
    private final Calls calls;
    private final Map<OrgId, Instant> warnedAt = new HashMap<>();

    Dispatcher(
            Arcs arcs,
            Lanes lanes,
            Partitions partitions,
            Ledger ledger,
            SinkConfig config,
            InstantSource steady) {
        this.arcs = arcs;
        this.lanes = lanes;
        this.partitions = partitions;
        this.ledger = ledger;
        this.config = config;
        this.steady = steady;
        this.calls = new Calls(arcs.threads());
    }

    /** Whether an answer may come at any time. */
    boolean isWaiting() {
        return calls.isAny();
    }

    /** How long there is nothing to do, at most {@code limit}. */
    Duration idleFor(Duration limit) {
        return lanes.areQuiet() ? limit : LOOK_EVERY;
    }

    /** Begins what is due, as far as there are places. */
    void beginCalls() {
        var now = steady.instant();
        var active = lanes.active();
        // Closed lanes are nobody's company: they must not make the others wait.
        var dueAfter = dueAfter(active.stream().filter(OrgLane::hasWaiting).count());
        for (var lane : active) {
            lane.wakeUp(now);
            if (lane.isIdle() && lane.hasWork()) {
                var binding = arcs.bindingOf(lane.org());
                if (binding.isEmpty()) {
                    lane.unbound(now);
                    continue;
                }
                lane.bound(
                        binding.get().version(),
                        config.arc().flushHorizon(binding.get()),
                        partitions::handled,
                        now);
                if (lane.isIdle() && calls.hasPlaceFor(lane)) {
                    begin(lane, binding.get(), dueAfter, now);
                }
            }
        }
    }

    private Duration dueAfter(long lanesWaiting) {
        var inTurn =
                Duration.ofSeconds(1).multipliedBy(lanesWaiting).dividedBy(SMALL_CALLS_PER_SECOND);
        return inTurn.compareTo(config.batchDueAfter()) > 0 ? inTurn : config.batchDueAfter();
    }

    private void begin(OrgLane lane, ArcBinding binding, Duration dueAfter, Instant now) {
        var ripe = lane.ripe(now);
        var horizon = config.arc().flushHorizon(binding);
        boolean isDue = lane.isDue(config.batchDueRows(), dueAfter, now);
        if (!ripe.isEmpty()
                && (!isDue || isOverdue(ripe.getFirst(), horizon.plus(dueAfter), now))) {
            lane.proving(ripe);
            start(lane, () -> arcs.work().prove(binding, lane.org(), ripe));
        } else if (isDue) {
            lane.take(now)
                    .ifPresent(
                            batch -> {
                                lane.delivering(batch);
                                start(lane, () -> arcs.work().deliver(binding, lane.org(), batch));
                            });
        }
    }

    /** Writing goes first, but not for ever. */
    private static boolean isOverdue(Sent first, Duration after, Instant now) {
        return !first.at().plus(after).isAfter(now);
    }

    private void start(OrgLane lane, Supplier<Answer> call) {
        lanes.served(lane);
        calls.begin(lane, call);
    }

    /** Takes what has come back. */
    void takeAnswers() {
        for (var done = calls.next(); done.isPresent(); done = calls.next()) {
            var lane = done.get().lane();
            done.get().failure().ifPresent(Dispatcher::rethrow);
            take(lane, done.get().answer().orElseThrow(), steady.instant());
        }
    }

    private static void rethrow(Throwable failure) {
        switch (failure) {
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new IllegalStateException(failure);
        }
    }

    private void take(OrgLane lane, Answer answer, Instant now) {
        switch (answer) {
            case Answer.Taken(var sent) -> ledger.refused(lane.taken(sent));
            case Answer.AllThere() -> ledger.refused(lane.allThere(lane.underProof()));
            case Answer.Missing missing -> lane.missing(missing, now);
            case Answer.TooEarly() -> lane.tooEarly(now);
            case Answer.Trouble trouble -> lane.failed(trouble, now);
        }
        tell(lane, now);
    }

    /** Of each lane's trouble once in a while, and of its end. */
    private void tell(OrgLane lane, Instant now) {
        var before = warnedAt.get(lane.org());
        if (lane.reason().isEmpty()) {
            if (before != null) {
                warnedAt.remove(lane.org());
                LOGGER.atInfo().addKeyValue("org", lane.org()).log("Arc takes an org's rows again");
            }
        } else if (before == null || !before.plus(WARN_EVERY).isAfter(now)) {
            warnedAt.put(lane.org(), now);
            LOGGER.atWarn()
                    .addKeyValue("org", lane.org())
                    .addKeyValue("error", lane.reason())
                    .log("an org's lane is closed; its memories wait in the log");
        }
    }
}
