package dev.memtrace.cli.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Does to a deployment what a plan says, and undoes it. Each fault has a thread; faults of the same
 * part wait for each other, others overlap.
 */
final class Injector {
    private static final Duration JUMP = Duration.ofMinutes(30);
    private static final String SECOND = "arc-sink-2";

    private final Deployment deployment;
    private final Map<String, ReentrantLock> parts = new ConcurrentHashMap<>();
    private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    private final List<String> story = new ArrayList<>();
    private volatile Timeline time = new Timeline();

    Injector(Deployment deployment) {
        this.deployment = deployment;
    }

    /** Begins a seed: Arc runs in its mode, and the story is told anew. */
    void begin(SeedPlan plan, Timeline newTime) {
        // Also begins the journal of a replaying Arc anew, which would grow from seed to seed.
        deployment.steerArc(plan.isArcReplaying() ? "/mode/replays" : "/mode/loses");
        time = newTime;
        synchronized (story) {
            story.clear();
        }
    }

    /** Waits for its moment; returns when it is undone. */
    void inject(Fault fault) {
        time.await(fault.at());
        var lock = parts.computeIfAbsent(part(fault), _ -> new ReentrantLock(true));
        lock.lock();
        try {
            var from = time.now();
            injectNow(fault);
            tell(fault, from);
        } finally {
            lock.unlock();
        }
    }

    private static String part(Fault fault) {
        return switch (fault.kind()) {
            case KILL_INGEST -> "ingest";
            case KILL_DEDUP -> "dedup";
            case KILL_SINK, ZOMBIE_SINK -> "sink";
            case SECOND_SINK -> "second sink";
            case KILL_QUERY -> "query";
            case KILL_ARC, KILL_REPLAYING_ARC, FULL_DISK -> "arc";
            case CLOCK_FORTH, CLOCK_BACK -> "clock " + fault.target();
            case SLOW_ARC,
                    LOST_ANSWERS,
                    ANSWERS_503,
                    ANSWERS_401,
                    ANSWERS_500,
                    HANGING_REQUESTS,
                    CUT_ANSWERS ->
                    "way " + fault.target();
        };
    }

    private void injectNow(Fault fault) {
        switch (fault.kind()) {
            case KILL_INGEST -> kill(deployment.service(ServiceName.INGEST), fault);
            case KILL_DEDUP -> kill(deployment.service(ServiceName.DEDUP), fault);
            case KILL_SINK -> kill(deployment.service(ServiceName.SINK), fault);
            case KILL_QUERY -> kill(deployment.service(ServiceName.QUERY), fault);
            case KILL_ARC, KILL_REPLAYING_ARC -> kill(deployment.arc(), fault);
            case ZOMBIE_SINK -> zombie(fault);
            case SECOND_SINK -> secondSink(fault);
            case CLOCK_FORTH -> jump(fault, JUMP);
            case CLOCK_BACK -> jump(fault, JUMP.negated());
            case FULL_DISK -> {
                deployment.steerArc("/disk/full");
                time.pause(fault.lasts());
                deployment.steerArc("/disk/free");
            }
            case SLOW_ARC,
                    LOST_ANSWERS,
                    ANSWERS_503,
                    ANSWERS_401,
                    ANSWERS_500,
                    HANGING_REQUESTS,
                    CUT_ANSWERS -> {
                var way = deployment.wayToArc(fault.target());
                way.be(Wire.of(fault).orElseThrow());
                time.pause(fault.lasts());
                way.be(new Wire.Whole());
            }
        }
    }

    private void kill(Program program, Fault fault) {
        program.kill9();
        time.pause(fault.lasts());
        program.start();
    }

    /** Both think that they are the one; in the end one of them dies, whichever. */
    private void zombie(Fault fault) {
        var frozen = deployment.service(ServiceName.SINK);
        frozen.freeze();
        var successor = deployment.newProgram(ServiceName.SINK, Map.of()).start();
        time.pause(fault.lasts());
        frozen.thaw();
        time.pause(fault.lasts());
        if (fault.target() % 2 == 0) {
            deployment.succeed(ServiceName.SINK, successor);
            frozen.close();
        } else {
            successor.close();
        }
    }

    private void secondSink(Fault fault) {
        var own = Map.of("write_buffer.instance_id", SECOND);
        var second = deployment.newProgram(ServiceName.SINK, own).start();
        time.pause(fault.lasts());
        if (fault.target() % 2 == 0) {
            second.stop();
        } else {
            second.kill9();
        }
        deployment.members().remove(SECOND);
        second.close();
    }

    private void jump(Fault fault, Duration by) {
        var clock = deployment.clock(ServiceName.values()[fault.target()]);
        clock.shift(by);
        time.pause(fault.lasts());
        clock.shift(Duration.ZERO);
    }

    private void tell(Fault fault, Duration from) {
        var line = "%s, really from %d to %d ms";
        synchronized (story) {
            counts.merge(fault.kind(), 1, Integer::sum);
            story.add(line.formatted(fault, from.toMillis(), time.now().toMillis()));
        }
    }

    /** What was done in this seed, with times. */
    String story() {
        synchronized (story) {
            return String.join("\n  ", story);
        }
    }

    /** How many faults of each kind were injected since the start. */
    Map<FaultKind, Integer> counts() {
        synchronized (story) {
            return new EnumMap<>(counts);
        }
    }
}
