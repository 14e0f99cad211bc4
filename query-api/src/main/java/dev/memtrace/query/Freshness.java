package dev.memtrace.query;

import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.service.Call;
import dev.memtrace.core.service.Preference;
import dev.memtrace.core.service.Route;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Has a read wait until it can show all that was confirmed before it came, unless it asks not to;
 * and says in its answer how old it may be. Thread-safe.
 */
final class Freshness {
    static final String CONSISTENCY = "Read-Consistency";
    static final String STALENESS = "Memtrace-Staleness";

    private static final Duration WAIT_USUAL = Duration.ofSeconds(2);
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Tail tail;
    private final Followed fates;
    private final Followed directory;
    private final Clock clock;

    Freshness(Tail tail, Followed fates, Followed directory, Clock clock) {
        this.tail = tail;
        this.fates = fates;
        this.directory = directory;
        this.clock = clock;
    }

    /** A read that has something to do before it must be current. */
    interface PatientRead {
        /**
         * Answers a call.
         *
         * @param awaitAll waits, or refuses the call; to be run before the tail is read
         */
        void answer(Call call, Runnable awaitAll);
    }

    /** A read of memories. */
    Route.Endpoint ofMemories(PatientRead read) {
        return call -> read.answer(call, () -> prepare(call, List.of(tail)));
    }

    /** A read of memories that begins with the tail. */
    Route.Endpoint ofRecentMemories(Route.Endpoint read) {
        return call -> {
            prepare(call, List.of(tail));
            read.answer(call);
        };
    }

    /** A read of agents or sessions. */
    Route.Endpoint ofDirectory(Route.Endpoint read) {
        return call -> {
            prepare(call, List.of(directory));
            read.answer(call);
        };
    }

    /** A read of what became of memories. */
    Route.Endpoint ofFates(Route.Endpoint read) {
        return call -> {
            prepare(call, List.of(tail, fates));
            read.answer(call);
        };
    }

    /** A read of memories and of agents or sessions. */
    Route.Endpoint ofBoth(Route.Endpoint read) {
        return call -> {
            prepare(call, List.of(directory, tail));
            read.answer(call);
        };
    }

    private void prepare(Call call, List<Followed> needed) {
        if (isStrong(call)) {
            awaitAll(call, needed);
            call.with(STALENESS, "0");
        } else {
            call.with(STALENESS, String.valueOf(stalenessMillis(call, needed)));
        }
    }

    private static boolean isStrong(Call call) {
        var asked = call.header(CONSISTENCY).orElse("strong");
        return switch (asked) {
            case "strong" -> true;
            case "eventual" -> false;
            default -> throw Fields.wrong(CONSISTENCY, "strong or eventual", asked);
        };
    }

    private void awaitAll(Call call, List<Followed> needed) {
        var wait =
                Preference.parse(call.headerList(Preference.HEADER))
                        .waitAtMost()
                        .map(asked -> asked.compareTo(WAIT_MAX) < 0 ? asked : WAIT_MAX)
                        .orElse(WAIT_USUAL);
        long giveUp = System.nanoTime() + wait.toNanos();
        for (var followed : needed) {
            if (!followed.awaitAll(Duration.ofNanos(Math.max(0, giveUp - System.nanoTime())))) {
                throw ApiException.unavailable(
                        "not everything that was confirmed can be shown within "
                                + wait.toSeconds()
                                + " s; try again, or send "
                                + CONSISTENCY
                                + ": eventual",
                        RETRY_AFTER);
            }
        }
        if (missingSinceMillis(call, needed).isPresent()) {
            throw ApiException.unavailable(
                    "memories of this org wait for its Arc, more than are kept in memory; try again"
                            + " later, or send "
                            + CONSISTENCY
                            + ": eventual",
                    RETRY_AFTER);
        }
    }

    private long stalenessMillis(Call call, List<Followed> needed) {
        long millis = needed.stream().mapToLong(it -> it.staleness().toMillis()).max().orElse(0);
        var missingSince = missingSinceMillis(call, needed);
        return missingSince.isEmpty()
                ? millis
                : Math.max(millis, clock.millis() - missingSince.getAsLong());
    }

    private static OptionalLong missingSinceMillis(Call call, List<Followed> needed) {
        return needed.stream()
                .map(it -> it.missingSinceMillis(call.org()))
                .flatMapToLong(OptionalLong::stream)
                .min();
    }
}
