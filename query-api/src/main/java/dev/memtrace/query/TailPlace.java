package dev.memtrace.query;

import dev.memtrace.core.memory.MemoryId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a {@link Position} is, with the id as a number: the tail holds many of them.
 *
 * @param micros the memory's time since 1970
 */
record TailPlace(long micros, MemoryId id) implements Comparable<TailPlace> {
    private static final MemoryId FIRST_ID = new MemoryId(0, 0);

    TailPlace(Instant time, MemoryId id) {
        this(ChronoUnit.MICROS.between(Instant.EPOCH, time), id);
    }

    /** Ids as numbers are ordered as they are as texts, which are as long as each other. */
    static TailPlace of(Position position) {
        return new TailPlace(position.micros(), MemoryId.parse(position.id()).orElse(FIRST_ID));
    }

    /** Before all memories of this time. */
    static TailPlace before(Instant time) {
        return new TailPlace(time, FIRST_ID);
    }

    Instant time() {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public int compareTo(TailPlace other) {
        // By hand: this is asked a million times a second.
        return micros == other.micros ? id.compareTo(other.id) : Long.compare(micros, other.micros);
    }
}
