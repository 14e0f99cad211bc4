package dev.memtrace.benchmarks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When the memories of a run happened and whose they are. The rows that fill the store lie evenly
 * over the last thirty days, in the order of their arrival; what comes after them happens now. Each
 * agent has one session after the other.
 *
 * @param end when the last of the rows happened
 */
record Timeline(Instant end, long rows) {
    static final int AGENTS = 50;

    private static final Duration LENGTH = Duration.ofDays(30);
    private static final int SESSIONS_PER_AGENT = 40;

    Timeline {
        requireNonNull(end, "end");
    }

    /** When a memory happened, in microseconds since 1970. */
    long micros(long memory) {
        if (memory >= rows) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        }
        long start = ChronoUnit.MICROS.between(Instant.EPOCH, end.minus(LENGTH));
        return start + (long) ((double) LENGTH.toNanos() / 1_000 * memory / rows);
    }

    int agent(long memory) {
        return (int) (memory % AGENTS);
    }

    int session(long memory) {
        return (int) (memory / rowsPerRound() * AGENTS) + agent(memory);
    }

    /** A round is the time in which each agent has one session. */
    private long rowsPerRound() {
        return rows / SESSIONS_PER_AGENT;
    }

    /** Sessions in the rows that fill the store. */
    int sessions() {
        return SESSIONS_PER_AGENT * AGENTS;
    }

    /** The first session of the last full round, which is not a day old. */
    int firstRecentSession() {
        return (SESSIONS_PER_AGENT - 1) * AGENTS;
    }
}
