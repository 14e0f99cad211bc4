package dev.memtrace.cli.faults;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What can go wrong. */
enum FaultKind {
    KILL_INGEST,
    KILL_DEDUP,
    KILL_SINK,
    KILL_QUERY,

    /** Of an Arc that forgets what it had not yet stored. */
    KILL_ARC,

    /** Of an Arc that stores once more what it had already stored. */
    KILL_REPLAYING_ARC,

    /** arc-sink stands still, another of its name takes over, and then both are awake. */
    ZOMBIE_SINK,

    /** One more arc-sink joins the group and leaves it again. */
    SECOND_SINK,

    CLOCK_FORTH,
    CLOCK_BACK,

    /** Requests to Arc begin late. */
    SLOW_ARC,

    /** Requests reach Arc, and their answers nobody. */
    LOST_ANSWERS,

    ANSWERS_503,
    ANSWERS_401,
    ANSWERS_500,

    /** Requests reach Arc when their client has given up, perhaps. */
    HANGING_REQUESTS,

    /** Connections end in the middle of the answer. */
    CUT_ANSWERS,

    /** Arc drops what it has answered with 204. */
    FULL_DISK;

    /** On the way between the services and one org's Arc. */
    boolean isOnTheWay() {
        return switch (this) {
            case SLOW_ARC,
                    LOST_ANSWERS,
                    ANSWERS_503,
                    ANSWERS_401,
                    ANSWERS_500,
                    HANGING_REQUESTS,
                    CUT_ANSWERS ->
                    true;
            case KILL_INGEST,
                    KILL_DEDUP,
                    KILL_SINK,
                    KILL_QUERY,
                    KILL_ARC,
                    KILL_REPLAYING_ARC,
                    ZOMBIE_SINK,
                    SECOND_SINK,
                    CLOCK_FORTH,
                    CLOCK_BACK,
                    FULL_DISK ->
                    false;
        };
    }

    /** The kinds with these names, separated by commas. */
    static Set<FaultKind> named(String names) {
        var kinds = EnumSet.noneOf(FaultKind.class);
        Arrays.stream(names.split(","))
                .filter(name -> !name.isBlank())
                .forEach(name -> kinds.add(valueOf(name.strip())));
        return kinds;
    }
}
