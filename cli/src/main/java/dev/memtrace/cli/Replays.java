package dev.memtrace.cli;

import dev.memtrace.core.rejected.RejectedEntry;
import dev.memtrace.core.rejected.Replayed;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which rejected records were replayed, as the marks that were read say. One thread. */
final class Replays {
    private final Map<Long, Instant> replayedAt = new HashMap<>();
    private long unreadable;

    void take(RejectedEntry entry) {
        switch (entry) {
            case RejectedEntry.Mark(_, Replayed(var at, var offsets)) ->
                    offsets.forEach(offset -> replayedAt.put(offset, at));
            case RejectedEntry.UnreadableMark _ -> unreadable++;
            case RejectedEntry.Kept _ -> {}
        }
    }

    /** When this one was, the last time; empty if it was not. */
    Optional<Instant> of(long offset) {
        return Optional.ofNullable(replayedAt.get(offset));
    }

    /** What the reader has to know. */
    Optional<String> warning() {
        return unreadable == 0
                ? Optional.empty()
                : Optional.of(
                        unreadable
                                + " mark(s) of replays cannot be read; some of what seems not replayed"
                                + " may have been");
    }
}
